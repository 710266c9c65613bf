// Uses every way to run a job, and prints what each gave: to be started with flags of Node's permission model.
'use strict'

const { WorkerPool, setTimeout } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

const file = { filename: fixture('doubles.js') }
const numbers = () => Int8Array.of(1, 2)

const ways = {
  constructor: () => new WorkerPool(file.filename).close(),
  run: (pool) => pool.run(21, file),
  'run with getData': (pool) => pool.run(() => 21, file),
  exec: (pool) => pool.exec(() => 42),
  stream: async (pool) => (await pool.stream(21, file).next()).value,
  map: async (pool) => (await pool.map([21], file).next()).value,
  broadcast: async (pool) => (await pool.broadcast(21, file))[0],
  runSync: async (pool) => pool.runSync(21, file),
  native: (pool) => pool.run(numbers())
}

async function main () {
  const pool = new WorkerPool('native:sum', 1)
  const said = {}
  for (const [name, way] of Object.entries(ways)) {
    const given = (async () => way(pool))()
    const tell = ({ code, message }) => [code, message.includes('--allow-worker')]
    said[name] = await given.then((value) => value ?? 'done', tell)
    if (await pool.run(numbers()) !== 3) said[name] = 'then native jobs fail'
  }
  said.pending = pool.pending
  await new Promise((resolve) => setTimeout(resolve, 1))
  await pool.close()
  console.log(JSON.stringify(said))
}

main()
