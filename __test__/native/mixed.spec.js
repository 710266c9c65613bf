// Tests that native tasks and scripts run in one pool, whether the pool has native or JavaScript threads at first.
'use strict'

const { Worker } = require('node:worker_threads')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { sharedNumbers } = require('../helpers/typed-arrays.js')

const filename = 'native:sort'
const doubles = fixture('doubles.js')
const array = () => Int8Array.of(3, 1, 2)
const sorted = Int8Array.of(1, 2, 3)

const lazily = [
  ['at once', (data) => data],
  ['lazily', (data) => () => data],
  ['lazily, by a promise', (data) => async () => data]
]

test.each(lazily)('a native task runs in a pool of JavaScript threads, its data given %s', async (_, give) => {
  const pool = openPool(doubles, 1)
  const results = await Promise.all([pool.run(1), pool.run(give(array()), { filename }), pool.run(2)])
  expect(results).toEqual([2, sorted, 4])
})

test.each(lazily)('a script runs in a pool of native threads, its data given %s', async (_, give) => {
  const pool = openPool('native:sort', 1)
  const runs = [pool.run(array()), pool.run(give(21), { filename: doubles }), pool.run(give(array()))]
  const results = await Promise.all(runs)
  expect(results).toEqual([sorted, 42, sorted])
  expect(pool.threads).toEqual([expect.any(Worker)])
})

test('a pool of native threads finishes its native jobs when the first script comes', async () => {
  const pool = openPool('native:sort', 2)
  const shared = Array.from({ length: 50 }, () => sharedNumbers(1e4))
  const runs = shared.map((view, index) => index % 5 < 4 ? pool.run(view) : pool.run(index, { filename: doubles }))
  const results = await Promise.all(runs)
  expect(results.every((result, index) => result === (index % 5 < 4 ? shared[index] : index * 2))).toBe(true)
})

test('a script that can\'t be loaded in a pool of native threads rejects, and native tasks still run', async () => {
  const pool = openPool('native:sort', 1)
  const error = await failureOf(pool.run(1, { filename: fixture('throws-at-load.js') }))
  expect(error.code).toBe('ERR_OXPOOL_WORKER_FILE')
  expect(await pool.run(array())).toEqual(sorted)
})

test('close() and destroy() settle right after the first script in a pool of native threads', async () => {
  for (const end of ['close', 'destroy']) {
    const pool = openPool('native:sort', 2)
    const run = pool.run(21, { filename: doubles }).catch(({ code }) => code)
    await pool[end]()
    expect(await run).toBe(end === 'close' ? 42 : 'ERR_OXPOOL_CLOSED')
  }
})

test('a native job with lazy data is not lost when a script follows in the same tick', async () => {
  for (let round = 0; round < 30; round += 1) {
    const pool = openPool('native:sort', 2)
    await pool.run(array())
    const runs = [pool.run(array), pool.run(21, { filename: doubles })]
    expect(await Promise.all(runs)).toEqual([sorted, 42])
    await pool.close()
  }
})

test('native and script jobs wait in the same queue', async () => {
  const { pool, gate, holders: [holder] } = await openHeldPool(doubles, 1)
  const settled = []
  holder.then(() => settled.push('holder'))
  const runs = [
    pool.run(array(), { filename }).then(() => settled.push('native')),
    pool.run(1).then(() => settled.push('script'))
  ]
  gate.open()
  await Promise.all(runs)
  expect(settled).toEqual(['holder', 'native', 'script'])
})

test('a native task and a script of one pool may use the same shared memory', async () => {
  const pool = openPool(fixture('adds-one.js'), 2)
  const shared = new Int32Array(new SharedArrayBuffer(12))
  shared.set([3, 1, 2])
  await pool.run(shared, { filename })
  await pool.run([shared])
  expect([...shared]).toEqual([2, 2, 3])
})
