// Uses timers as its argument says, and ends when what they kept is freed; never, if it is not.
'use strict'

const { setTimeout, setInterval, cancelTimeout } = require('../../index.js')
const waits = require('oxpool/timers/promises')

const HOUR = 3600000
const fired = (set, ms) => new Promise((resolve) => { set(resolve, ms) })

/** Another instance of the package, which nobody else has. */
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

/** Each makes something, uses it as a callback or the like, and returns it, to be watched. */
const cases = {
  'a callback that has fired': async () => {
    const callback = () => {}
    setTimeout(callback, 0)
    await fired(setTimeout, 0)
    return callback
  },
  'a callback that was cancelled': async () => {
    const callback = () => {}
    const timer = setTimeout(callback, HOUR)
    await fired(setTimeout, 0)
    cancelTimeout(timer)
    return callback
  },
  'a callback that was cancelled at once': () => {
    const callback = () => {}
    cancelTimeout(setTimeout(callback, HOUR))
    return callback
  },
  'a callback that was cancelled by id': () => {
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
  'a promise': async () => {
    const value = {}
    await waits.setTimeout(1, value)
    return value
  },
  'an iterator': async () => {
    const value = {}
    for await (const given of waits.setInterval(1, value)) if (given) break
    return value
  },
  // What an instance's timers are made of stands for the instance.
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
