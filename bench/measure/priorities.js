// How long does each task of high priority take, one after the other, while the queue always holds other tasks?
'use strict'

const { strictEqual } = require('node:assert')
const { percentile } = require('../lib/stats')
const { main } = require('./main')

const HIGH = -1

main(async (start, { threads, waiting, lowUs, warmUpSeconds, seconds }) => {
  const pool = start('spin', threads, { hasPriorities: true })
  // The tasks are objects, because Piscina and tinypool read a task's priority from the task itself.
  const low = async (value) => strictEqual((await pool.runWithPriority({ value, us: lowUs }, false)).value, value)
  const high = async () => strictEqual((await pool.runWithPriority({ value: HIGH, us: 0 }, true)).value, HIGH)
  await Promise.all(Array.from({ length: threads }, high))

  const lows = { done: 0, areOver: false }
  const loops = Array.from({ length: waiting }, async (_, value) => {
    for (; !lows.areOver; lows.done += 1) await low(value)
  })

  const highFor = async (seconds) => {
    const times = []
    const [begun, doneBefore] = [performance.now(), lows.done]
    for (;;) {
      const before = performance.now()
      if (before - begun >= seconds * 1000) {
        return { times, lowPerSecond: (lows.done - doneBefore) / (before - begun) * 1000 }
      }
      await high()
      times.push((performance.now() - before) * 1000)
    }
  }
  await highFor(warmUpSeconds)
  const { times, lowPerSecond } = await highFor(seconds)
  lows.areOver = true
  await Promise.all(loops)

  const sorted = Float64Array.from(times).sort()
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), lowPerSecond }
})
