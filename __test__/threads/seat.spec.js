// Tests context.seat: a small number that no two live threads of a pool share.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const seatOf = async (cells, { seat, threadId }) => {
  Atomics.add(cells, 1, 1)
  Atomics.notify(cells, 1)
  await Atomics.waitAsync(cells, 0, 0).value
  return { seat, threadId }
}

test('no two threads have the same seat, and stats() tells the same seats', async () => {
  const pool = openPool(fixture('echo.js'), 3)
  const gate = new Gate()
  const runs = [1, 2, 3].map(() => pool.exec(seatOf, [new Int32Array(gate.buffer)]))
  await gate.reachedBy(3)
  gate.open()
  const told = (await Promise.all(runs)).sort((one, other) => one.seat - other.seat)
  expect(told.map(({ seat }) => seat)).toEqual([0, 1, 2])
  expect(pool.stats().workers.map(({ seat, threadId }) => ({ seat, threadId }))).toEqual(told)
})

test('a thread that replaces one which has ended may have its seat', async () => {
  const pool = openPool(fixture('echo.js'), 1, { maxTasksPerWorker: 1 })
  const seats = []
  for (let job = 0; job < 6; job += 1) seats.push(await pool.exec(({ seat }) => seat))
  expect(Math.max(...seats)).toBeLessThan(6)
  expect(seats[0]).toBe(0)
})
