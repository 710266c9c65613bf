// Tests that a kernel that panics rejects its own job.
//
// No kernel panics. A Rust test checks that a panic becomes a record. This spec checks what becomes of such a record:
// it reads the record of a refusal as that of a panic, since the two differ only in their kind.
'use strict'

jest.mock('../../lib/binding.js', () => {
  const binding = jest.requireActual('../../lib/binding.js')
  return { ...binding, PANIC: binding.REFUSED, REFUSED: binding.PANIC }
})

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const bytes = () => new Uint8Array(new SharedArrayBuffer(16))

test.each([
  ['plain threads', () => openPool('native:decompress', 1)],
  ['Workers', () => openPool(fixture('doubles.js'), 1)]
])('on %s a panic is an ERR_OXPOOL_TASK_PANIC with its message, and the thread works on', async (_, open) => {
  const pool = open()
  for (let round = 0; round < 50; round += 1) {
    const data = bytes()
    const given = round % 2 === 0 ? { data, format: 'gzip' } : async () => ({ data, format: 'gzip' })
    const run = pool.run(given, { filename: 'native:decompress' })
    expect(await failureOf(run)).toMatchObject({
      name: 'Error',
      code: 'ERR_OXPOOL_TASK_PANIC',
      message: expect.stringMatching(/^The job `native:decompress` panicked: ./)
    })
    expect(await pool.run(data, { filename: 'native:sort' })).toBe(data)
  }
  expect(pool.threads).toHaveLength(1)
  expect(pool.stats().leases).toEqual({ out: 0, waiting: 0 })
})
