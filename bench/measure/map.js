// How many items a second does one pool take through a task, and how much memory does it need for that?
'use strict'

const { strictEqual } = require('node:assert')
const { main } = require('./main')

function * numbers (count) {
  for (let number = 0; number < count; number++) yield number
}

// For a pool whose own map takes and gives one item at a time.
async function byMap (pool, items) {
  let sum = 0
  for await (const result of pool.map(items)) sum += result
  return sum
}

// For a pool whose own map takes an array. Each call gets as many items as the loop has in flight.
async function byMapAll (pool, items, inFlight) {
  let sum = 0
  for (;;) {
    const some = [...items.take(inFlight)]
    if (some.length === 0) return sum
    for (const result of await pool.mapAll(some)) sum += result
  }
}

async function byLoop (pool, items, inFlight) {
  let sum = 0
  const loop = async () => {
    for (const item of items) {
      const result = await pool.run(item)
      sum += result
    }
  }
  await Promise.all(Array.from({ length: inFlight }, loop))
  return sum
}

// The first loop to leave a generator would end it. So the loops share an iterator that does not end in this way.
function share (iterator) {
  const shared = {
    next: () => iterator.next(),
    [Symbol.iterator]: () => shared,
    * take (count) {
      for (let left = count; left > 0; left--) {
        const { done, value } = iterator.next()
        if (done) return
        yield value
      }
    }
  }
  return shared
}

async function measure (pool, count, inFlight) {
  const way = pool.map ? byMap : pool.mapAll ? byMapAll : byLoop
  const before = performance.now()
  const sum = await way(pool, share(numbers(count)), inFlight)
  const seconds = (performance.now() - before) / 1000
  strictEqual(sum, count * (count - 1) / 2)
  return count / seconds
}

main(async (start, { threads, inFlight, items, seconds }) => {
  const pool = start('echo', threads)
  await pool.run(1)
  let speed = 0
  for (let count = inFlight, spent = 0; spent < 0.5; count *= 2) {
    speed = await measure(pool, Math.min(count, items), inFlight)
    spent += count / speed
  }
  // Takes all items, or as many as there is time for.
  const count = Math.min(items, Math.round(speed * seconds))
  const itemsPerSecond = await measure(pool, count, inFlight)
  return { itemsPerSecond, count, mib: process.resourceUsage().maxRSS / 1024 }
})
