// Tests several instances of the package in one process, as Jest's contexts or other module systems make them. Jest
// runs many spec files in one process, so each spec file is such a context.
'use strict'

const { WorkerPool } = require('../../index.js')
const { runChild } = require('../helpers/child.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

function loadAgain () {
  let again
  jest.isolateModules(() => { again = require('../../index.js') })
  return again
}

test('two instances of the package in one thread each have their own pools', async () => {
  const again = loadAgain()
  expect(again.WorkerPool).not.toBe(WorkerPool)
  const [one, two] = [openPool(fixture('doubles.js'), 1), new again.WorkerPool(fixture('doubles.js'), 1)]
  const results = await Promise.all(Array.from({ length: 200 }, (_, number) => (number % 2 ? one : two).run(number)))
  expect(results).toEqual(results.map((_, number) => number * 2))
  await two.close()
  expect(await one.run(21)).toBe(42)
})

test('a value that one instance marks with move() is moved by another instance', async () => {
  const { move } = loadAgain()
  const bytes = Uint8Array.of(1, 2, 3)
  expect(await openPool(fixture('reads-bytes.js'), 1).run(move(bytes))).toEqual([1, 2, 3])
  expect(bytes.byteLength).toBe(0)
})

test('three contexts of one process use pools at the same time', async () => {
  expect(await runChild('contexts.js')).toEqual({ code: 0, signal: null, stdout: 'true 3\n', stderr: '' })
})

test('two copies of the package work independently, and never give the same id', async () => {
  const stdout = '[ 42, 21 ]\n21\n12\n4\n'
  expect(await runChild('two-copies.js')).toEqual({ code: 0, signal: null, stdout, stderr: '' })
})

test('import gives the same package as require, under the same names', async () => {
  const { code, signal, stdout, stderr } = await runChild('imports.mjs')
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' })
  expect(JSON.parse(stdout)).toEqual({ isOne: true, missing: [], result: 42 })
})
