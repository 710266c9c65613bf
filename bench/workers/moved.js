// Moves back what was moved here, by the `move()` of the pool that is measured.
'use strict'

const ways = {
  oxpool: async () => require('../..'),
  piscina: async () => require('piscina'),
  // tinypool is only an ES module.
  tinypool: async () => (await import('tinypool')).Tinypool
}

let pool
const loaded = ways[process.env.BENCH_POOL]().then((its) => { pool = its })

// Once the pool is loaded, there is no promise.
module.exports = (view) => pool ? pool.move(view) : loaded.then(() => pool.move(view))
