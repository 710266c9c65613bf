// Tests a `getData` that destroys another pool. It is called while a batch of records is being read.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

test.each([
  ['of a worker file', echo],
  ['of a native task', 'native:hash']
])('a pool %s that has no threads is destroyed without touching the outcomes of others', async (_, filename) => {
  const idle = openPool(filename, { minThreads: 0, maxThreads: 1 })
  // A thread that waits for data goes on with other jobs, so the records of these come right behind.
  const pool = openPool(echo, 2, { concurrentTasksPerWorker: 50 })
  await pool.run('first')
  let closing
  const textOf = (i) => `${i} `.repeat(20)
  // More than one batch of records, so that some lie behind the one that is being read.
  const runs = Array.from({ length: 3000 }, (_, i) => {
    if (i % 100 !== 50) return pool.run(textOf(i))
    return pool.run(() => {
      // Meanwhile the other thread hands in outcomes, which must not be read before those that lie behind this record.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      closing ??= idle.destroy()
      return textOf(i)
    })
  })
  expect(await Promise.all(runs)).toEqual(runs.map((_, i) => textOf(i)))
  await closing
})
