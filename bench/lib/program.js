// Runs benches from a command line: installs the peers, reads the options, and prints tables and marks.
'use strict'

const { writeFileSync } = require('node:fs')
const { OWN } = require('./contenders')
const { installPeers } = require('./install')
const { describeMachine, machineTable } = require('./machine')
const { marksTable } = require('./marks')
const { readOptions } = require('./options')
const { asMarkdown, asText } = require('./table')

function chosen (benches, only = Object.keys(benches)) {
  const unknown = only.find((name) => !Object.hasOwn(benches, name))
  if (unknown) {
    throw new RangeError(`--only must be some of ${Object.keys(benches).join(', ')}, but it names '${unknown}'`)
  }
  return only
}

function tablesOf ({ machine, benches }, { takePart }) {
  const finished = Object.values(benches)
  const tables = [machineTable(machine), ...finished.flatMap((bench) => bench.tables)]
  if (takePart([OWN]).length > 0) tables.push(marksTable(finished.flatMap((bench) => bench.marks)))
  return tables
}

// Each bench is given as a function that loads it, so that it runs without loading the others.
async function runBenches (benches) {
  const options = readOptions()
  const names = chosen(benches, options.only)
  installPeers()

  const report = { machine: describeMachine(), benches: {} }
  for (const name of names) report.benches[name] = await benches[name]().run(options)

  const print = options.markdown ? asMarkdown : asText
  process.stdout.write(tablesOf(report, options).map(print).join('\n'))
  if (options.json) {
    const figures = JSON.stringify(report, (key, value) => key === 'tables' ? undefined : value, 2)
    writeFileSync(options.json, `${figures}\n`)
  }
}

module.exports = { runBenches }
