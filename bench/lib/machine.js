// Describes the machine and the versions that were measured: without them the figures mean nothing.
'use strict'

const os = require('node:os')
const { basename } = require('node:path')
const { OWN, PEERS, describe } = require('./contenders')

function describeMachine () {
  const cpus = os.cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    CPUs: `${cpus.length} x ${cpus[0].model.trim()}`,
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    system: `${os.type()} ${os.arch()}`,
    Node: process.version,
    pools: [OWN, ...PEERS].map((pool) => describe(pool)).join(', '),
    command: ['node', `bench/${basename(process.argv[1])}`, ...process.argv.slice(2)].join(' ')
  }
}

const machineTable = (machine) => ({
  title: 'Measured with',
  columns: ['what', 'which'],
  leftAligned: true,
  rows: Object.entries(machine)
})

module.exports = { describeMachine, machineTable }
