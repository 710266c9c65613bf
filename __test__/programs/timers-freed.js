// Uses timers as its argument says, and ends only when the memory that they kept has been freed.
'use strict'

const { setTimeout, setInterval, cancelTimeout } = require('../../index.js')
const waits = require('oxpool/timers/promises')

const HOUR = 3600000
const fired = (set, ms) => new Promise((resolve) => { set(resolve, ms) })

/** Loads another instance of the package, to which nobody else has a reference. */
function loadAgain () {
  const files = Object.keys(require.cache).filter((file) => !file.endsWith('.node'))
  const kept = files.map((file) => [file, require.cache[file]])
  for (const file of files) delete require.cache[file]
  const again = require('../../index.js')
  for (const file of Object.keys(require.cache)) if (!file.endsWith('.node')) delete require.cache[file]
  for (const [file, module] of kept) require.cache[file] = module
  module.children.length = 0
  return again
}

/** Each case makes an object, lets timers hold it, and returns it to be watched. */
const cases = {
  'a callback that has fired': async () => {
    const callback = () => {}
    setTimeout(callback, 0)
    await fired(setTimeout, 0)
    return callback
  },
  'a callback whose timer was cancelled': async () => {
    const callback = () => {}
    const timer = setTimeout(callback, HOUR)
    await fired(setTimeout, 0)
    cancelTimeout(timer)
    return callback
  },
  'a callback whose timer was cancelled at once': () => {
    const callback = () => {}
    cancelTimeout(setTimeout(callback, HOUR))
    return callback
  },
  'a callback whose timer was cancelled by its id': () => {
    const callback = () => {}
    cancelTimeout(setTimeout(callback, HOUR).id)
    return callback
  },
  'an interval\'s callback': async () => {
    let callback
    await new Promise((resolve) => {
      callback = function () { this.close(); resolve() }
      setInterval(callback, 1)
    })
    return callback
  },
  'the value of a promise': async () => {
    const value = {}
    await waits.setTimeout(1, value)
    return value
  },
  'the value of an iterator': async () => {
    const value = {}
    for await (const given of waits.setInterval(1, value)) if (given) break
    return value
  },
  // The class of an instance's timers stands for the instance.
  'an instance whose timers have fired': async () => {
    const again = loadAgain()
    await fired(again.setTimeout, 1)
    return again.setTimeout(() => {}, 1).constructor
  },
  'an instance whose timers were cancelled': async () => {
    const again = loadAgain()
    const timers = [again.setTimeout(() => {}, HOUR), again.setTimeout(() => {}, HOUR)]
    await fired(again.setTimeout, 1)
    timers.forEach(again.cancelTimeout)
    return timers[0].constructor
  },
  'an instance whose timers were cancelled at once': () => {
    const again = loadAgain()
    const timers = [again.setTimeout(() => {}, HOUR), again.setTimeout(() => {}, HOUR)]
    timers.forEach(again.cancelTimeout)
    return timers[0].constructor
  }
}

async function main () {
  const watched = new WeakRef(await cases[process.argv[2]]())
  while (watched.deref() !== undefined) {
    await new Promise((resolve) => globalThis.setTimeout(resolve, 20))
    globalThis.gc()
  }
  console.log('freed')
}

if (module === require.main) main()
else module.exports = { cases: Object.keys(cases) }
