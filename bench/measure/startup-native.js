// How long does a pool of native tasks take from `new` to its first result?
'use strict'

const { deepStrictEqual } = require('node:assert')
const { main } = require('./main')

main(async (start, { threads }) => {
  const numbers = new Float64Array(new SharedArrayBuffer(24))
  numbers.set([3, 1, 2])

  const before = performance.now()
  const pool = start('native:sort', threads)
  const sorted = await pool.run(numbers)
  const ms = performance.now() - before

  deepStrictEqual([...sorted], [1, 2, 3])
  return { ms }
})
