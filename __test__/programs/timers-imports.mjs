// Imports the timers by all their names and requires them, and prints whether the two are the same and work.
import { createRequire } from 'node:module'
import oxpool, { setTimeout, cancelTimeout, clearTimeout, setInterval, cancelInterval, clearInterval } from 'oxpool'
import waits, * as names from 'oxpool/timers/promises'

const require = createRequire(import.meta.url)
const required = require('oxpool')
const requiredWaits = require('oxpool/timers/promises')

const timers = { setTimeout, cancelTimeout, clearTimeout, setInterval, cancelInterval, clearInterval }
const { default: whole, 'module.exports': alsoWhole = whole, ...named } = names

const ticks = []
for await (const tick of names.setInterval(1, 'tick')) {
  ticks.push(tick)
  if (ticks.length === 2) break
}

console.log(JSON.stringify({
  differ: Object.keys(timers).filter((name) => timers[name] !== required[name] || timers[name] !== oxpool[name]),
  isOne: waits === requiredWaits && whole === waits && alsoWhole === waits,
  names: Object.keys(named).filter((name) => named[name] === requiredWaits[name]).sort(),
  missing: Object.keys(requiredWaits).filter((name) => named[name] !== requiredWaits[name]),
  called: await new Promise((resolve) => setTimeout(resolve, 1, 'called')),
  cancelled: cancelTimeout(setInterval(() => {}, 1)),
  waited: [await names.setTimeout(1, 'waited'), await names.scheduler.wait(1)],
  ticks
}))
