// Names the contenders of a bench: oxpool, its peers, and any other program that the bench compares.
'use strict'

const OWN = 'oxpool'
const PEERS = ['piscina', 'tinypool', 'poolifier', 'workerpool']
const PEERS_WITH_64 = ['piscina-64', 'tinypool-64']

const ALL_PEERS = [...PEERS, ...PEERS_WITH_64]

// The folders that hold the set-up of each kind of contender.
const folders = { pool: 'peers', timers: 'peers/timers', native: 'peers/native' }

const describe = (contender, kind = 'pool') => {
  const { name, version } = require(`../${folders[kind]}/${contender}`)
  return `${name} ${version}`
}

module.exports = { OWN, PEERS, ALL_PEERS, describe }
