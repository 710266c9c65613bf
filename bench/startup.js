// How long does a new pool need until all its threads work, and how much memory does a thread take?
'use strict'

const { OWN, PEERS } = require('./lib/contenders')
const { contendersTable } = require('./lib/contenders-table')
const { measureInTurn, valuesOf } = require('./lib/in-turn')
const { mark } = require('./lib/marks')
const { runBenches } = require('./lib/program')
const { ratioToBest } = require('./lib/ratio')
const { spreadOrNull } = require('./lib/stats')

async function run ({ quick, rounds = quick ? 3 : 9, threads = 8, takePart }) {
  const spec = { threads }
  const threaded = await measureInTurn({
    program: 'startup',
    contenders: takePart([OWN, 'bare', ...PEERS]),
    rounds,
    spec
  })
  const native = await measureInTurn({ program: 'startup-native', contenders: takePart([OWN]), rounds, spec })

  const threadedTitle = `From new to ${threads} first results, one of each thread`
  const tables = [contendersTable(threadedTitle, threaded, { ms: 'ms', mibPerThread: 'MiB/thread' })]
  if (native[OWN]) {
    const title = `From new WorkerPool('native:sort', ${threads}) to its first result`
    tables.push(contendersTable(title, native, { ms: 'ms' }))
  }
  return {
    spec,
    results: { threaded, native },
    tables,
    marks: [
      mark('start threads', ratioToBest(threaded, 'ms', 'lower', ['bare'])),
      mark('memory per thread', ratioToBest(threaded, 'mibPerThread', 'lower', ['bare'])),
      mark('start native ms', native[OWN] && spreadOrNull(valuesOf(native[OWN], 'ms')))
    ]
  }
}

module.exports = { run }

if (require.main === module) runBenches({ startup: () => module.exports })
