// Who takes part in a bench: oxpool, its peers, and whoever else that bench sets beside them.
'use strict'

const OWN = 'oxpool'
const PEERS = ['piscina', 'tinypool', 'poolifier', 'workerpool']
const PEERS_WITH_64 = ['piscina-64', 'tinypool-64']

const ALL_PEERS = [...PEERS, ...PEERS_WITH_64]

const describe = (contender) => {
  const { name, version } = require(`../peers/${contender}`)
  return `${name} ${version}`
}

module.exports = { OWN, PEERS, ALL_PEERS, describe }
