// Several instances of the package live in one process: contexts of Jest's, and module systems. The spec files of this suite
// run in one process, so each is such a context.
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

test('what one instance marks with move() moves through the other', async () => {
  const { move } = loadAgain()
  const bytes = Uint8Array.of(1, 2, 3)
  expect(await openPool(fixture('reads-bytes.js'), 1).run(move(bytes))).toEqual([1, 2, 3])
  expect(bytes.byteLength).toBe(0)
})

test('three contexts of one process use pools at once', async () => {
  expect(await runChild('contexts.js')).toEqual({ code: 0, signal: null, stdout: 'true 3\n', stderr: '' })
})

test('two copies of the package have nothing to do with each other', async () => {
  expect(await runChild('two-copies.js')).toEqual({ code: 0, signal: null, stdout: '[ 42, 21 ]\n21\n', stderr: '' })
})

test('where the addon is missing the error says how to get it', async () => {
  const { code, stderr } = await runChild('not-built.js')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test('import gives the very same package as require, under the same names', async () => {
  const { code, signal, stdout, stderr } = await runChild('imports.mjs')
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' })
  expect(JSON.parse(stdout)).toEqual({ isOne: true, missing: [], result: 42 })
})
