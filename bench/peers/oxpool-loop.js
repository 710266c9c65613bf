// Sets up the pool of this repository without its map, to show what a hand-written loop reaches.
'use strict'

const oxpool = require('./oxpool')

module.exports = {
  ...oxpool,
  name: 'oxpool, loop of run()',
  start (task, threads) {
    const { run, close } = oxpool.start(task, threads)
    return { run, close }
  }
}
