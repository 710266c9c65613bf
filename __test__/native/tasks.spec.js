// Tests that tasks() lists every native task, and that each task gives the same result on every kind of thread.
'use strict'

const { isDeepStrictEqual } = require('node:util')
const { tasks } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')
const { nativeJob, names } = require('../helpers/native-jobs.js')
const { openPool } = require('../helpers/pools.js')
const { toShared, hasSameNumbers } = require('../helpers/typed-arrays.js')

test('tasks() gives the name, input and result of each task', () => {
  const text = expect.stringMatching(/./)
  expect(tasks()).toEqual(names.map((name) => ({ name: `native:${name}`, input: text, result: text })))
})

test('tasks() returns a copy', () => {
  tasks()[0].name = 'changed'
  tasks().pop()
  expect(tasks().map(({ name }) => name)).toEqual(names.map((name) => `native:${name}`))
})

test.each(names)('native:%s gives the same on plain threads and on Workers, at once and lazily', async (name) => {
  const filename = `native:${name}`
  const data = () => nativeJob(name, 1000)
  const [plain, scripts] = [openPool(filename, 2), openPool(fixture('doubles.js'), 2)]
  const [script, expected, ...others] = await Promise.all([
    scripts.run(21), plain.run(data()), plain.run(data), plain.run(async () => data()),
    scripts.run(data(), { filename }), scripts.run(data, { filename }), scripts.run(async () => data(), { filename })
  ])
  expect(script).toBe(42)
  for (const other of others) expect(other).toEqual(expected)
})

/** Whether two results have the same bits, on whatever memory they are. */
const hasSameBits = (result, expected) =>
  ArrayBuffer.isView(result) ? hasSameNumbers(result, expected) : isDeepStrictEqual(result, expected)

/** Makes fractions, so that a sum depends on the order of addition. */
const inThirds = (array) => array instanceof Uint8Array ? array : array.map((number) => number / 3)

test.each(names)('native:%s gives the same bits with any number of threads, on either memory', async (name) => {
  const job = (place = (array) => array) => nativeJob(name, 1e5, (array) => place(inThirds(array)))
  const [data, expected] = [job(), await openPool(`native:${name}`, 1).run(job())]
  for (const threads of [2, 5]) {
    const pool = openPool(`native:${name}`, threads)
    for (const given of [data, job(toShared)]) expect(hasSameBits(await pool.run(given), expected)).toBe(true)
  }
})

test('all tasks may run at the same time, in a pool of plain threads and in one of Workers', async () => {
  for (const pool of [openPool(3), openPool(fixture('doubles.js'), 2)]) {
    const runs = Array.from({ length: 5 }, () => names).flat()
      .map(async (name) => [name, await pool.run(nativeJob(name, 5000), { filename: `native:${name}` })])
    const results = await Promise.all(runs)
    const first = Object.fromEntries(results.slice(0, names.length))
    for (const [name, result] of results) expect(result).toEqual(first[name])
  }
})
