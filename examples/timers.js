// Shows the timers: fractions of a millisecond, cancelling by id, an interval that keeps its phase, and promises.
//
//     node examples/timers.js
'use strict'

const { setTimeout, cancelTimeout, setInterval, cancelInterval } = require('oxpool')
const timers = require('oxpool/timers/promises')

const PERIOD = 100
const TICKS = 10

/** Fractions count, and a timer is never early. */
function waitAQuarter () {
  return new Promise((resolve) => {
    const start = performance.now()
    setTimeout((name) => {
      console.log(`${name} came after ${(performance.now() - start).toFixed(3)} ms`)
      resolve()
    }, 0.25, 'a timer of 0.25 ms')
  })
}

/** A timer can be cancelled by its id, which is a string. */
function cancelById () {
  const { id } = setTimeout(() => console.log('this is never printed'), 50)
  console.log(`${id} was pending: ${cancelTimeout(id)}. And now: ${cancelTimeout(id)}`)
}

/**
 * Ticks are due at multiples of the period. The ticks that a busy event loop misses come late, as one tick.
 * The next tick is on time again.
 */
function keepThePhase () {
  return new Promise((resolve) => {
    const start = performance.now()
    let ticks = 0
    const interval = setInterval(() => {
      ticks += 1
      console.log(`tick ${String(ticks).padStart(2)} at ${(performance.now() - start).toFixed(1).padStart(6)} ms`)
      if (ticks < TICKS) return
      cancelInterval(interval)
      resolve()
    }, PERIOD)
    setTimeout(blockFor, 4.2 * PERIOD, 2.3 * PERIOD)
  })
}

function blockFor (ms) {
  const end = performance.now() + ms
  while (performance.now() < end);
}

/** A signal can end a wait. */
async function waitUntilAborted () {
  const controller = new AbortController()
  setTimeout(() => controller.abort('something better to do'), 20)
  try {
    await timers.setTimeout(60000, 'done', { signal: controller.signal })
  } catch (error) {
    console.log(`${error.name} after 20 ms instead of a minute, because of: ${error.cause}`)
  }
}

async function main () {
  await waitAQuarter()
  cancelById()
  await keepThePhase()
  console.log(await timers.setTimeout(100, 'a promise of 100 ms'))
  await waitUntilAborted()
}

main()
