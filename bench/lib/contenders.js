// Who takes part in a bench: oxpool, its peers, and whoever else that bench sets beside them.
'use strict'

const OWN = 'oxpool'
const PEERS = ['piscina', 'tinypool', 'poolifier', 'workerpool']
const PEERS_WITH_64 = ['piscina-64', 'tinypool-64']

const ALL_PEERS = [...PEERS, ...PEERS_WITH_64]

// Where it is said how each kind of contender is set up.
const folders = { pool: 'peers', timers: 'peers/timers', native: 'peers/native' }

const describe = (contender, kind = 'pool') => {
  const { name, version } = require(`../${folders[kind]}/${contender}`)
  return `${name} ${version}`
}

module.exports = { OWN, PEERS, ALL_PEERS, describe }
