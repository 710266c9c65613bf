// Runs jobs that print, and ends in the tick in which it hears of them. Its argument says how.
'use strict'

const { isMainThread, Worker } = require('node:worker_threads')
const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')

/** So few lines that Node can write them all before it exits, even if nobody has read any of them. */
const COUNT = 150
const exit = () => process.exit()

function open (name, threads = 1, options = {}) {
  return new WorkerPool(fixture('prints-then.js'), threads, { name, ...options })
}

const ends = {
  nothing () {},
  close: (pool) => pool.close(),
  destroy: (pool) => pool.destroy(),
  exit
}

const cases = {
  ...Object.fromEntries(Object.entries(ends).map(([name, end]) => [name, async () => {
    const pool = open('returns')
    pool.run(COUNT).then(() => end(pool))
  }])),
  failure: () => open('throws').run(COUNT).catch(exit),
  crash: (name) => open(name, 1, { resourceLimits: { maxOldGenerationSizeMb: 20 } }).run(COUNT).catch(exit),
  progress: () => open('tells').run(COUNT, { onProgress: exit }),
  async stream () {
    for await (const value of open('yields').stream(COUNT)) process.exit(value - 1)
  },
  runSync () {
    open('returns').runSync(COUNT)
    exit()
  },
  nested: () => open('nests', 2).run(COUNT).then(exit),
  broadcast: () => open('returns', 1).broadcast(COUNT).then(exit),
  abort () {
    const gate = new Gate()
    const controller = new AbortController()
    open('arrives').run({ count: COUNT, gate: gate.buffer }, { signal: controller.signal }).catch(exit)
    setImmediate(() => {
      gate.waitFor(1)
      controller.abort()
    })
  },
  timeout: () => open('tells', 1, { timeout: 1000 }).run(COUNT).catch(exit),
  messages: () => new WorkerPool(fixture('message-prints.js'), 1).run(COUNT).then(exit),
  threads () {
    const pool = open('names', 2)
    Promise.all(['one', 'two', 'three'].map((name) => pool.run({ count: 50, name }))).then(exit)
  },
  pools: () => Promise.all([1, 2].map((n) => open('names').run({ count: 50, name: `pool ${n}` }))).then(exit),
  encodings: () => open('encodes').run().then(exit),
  awaits: () => open('awaits').run(COUNT).then(exit),
  replaces: () => open('replaces').run(COUNT).then(exit),
  both: () => new WorkerPool(fixture('prints-lines.js'), 1).run(COUNT).then(exit),
  mixed () {
    const { write } = process.stdout
    let heard = ''
    process.stdout.write = process.stderr.write = (chunk) => { heard += chunk }
    new WorkerPool(fixture('prints-lines.js'), 1).runSync(COUNT)
    write.call(process.stdout, heard)
    exit()
  },
  kept () {
    const pool = open('returns', 1, { stdout: true })
    let kept = ''
    pool.threads[0].stdout.on('data', (chunk) => { kept += chunk })
    pool.run(COUNT).then(() => process.stdout.write(kept.toUpperCase()))
  },
  async keptByCrash () {
    const pool = open('exits', 1, { stdout: true })
    const [{ stdout }] = pool.threads
    const failed = pool.run(COUNT).catch(() => {})
    for await (const chunk of stdout) process.stdout.write(String(chunk).toUpperCase())
    await failed
    await pool.destroy()
  },
  heard () {
    const pool = open('returns')
    let heard = ''
    pool.threads[0].stdout.on('data', (chunk) => { heard += chunk })
    pool.run(COUNT).then(() => process.stdout.write(heard.toUpperCase()))
  },
  spied () {
    const { write } = process.stdout
    let heard = ''
    process.stdout.write = (chunk) => { heard += chunk }
    open('returns').run(COUNT).then(() => write.call(process.stdout, heard.toUpperCase()))
  },
  thread () {
    if (isMainThread) new Worker(__filename, { argv: ['exit'] }) // eslint-disable-line no-new
  }
}

const [name, ...args] = process.argv.slice(2)
cases[name](...args)
