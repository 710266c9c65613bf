// How long does the article's job take: a hundred tasks that each make and sort a million random numbers?
'use strict'

const { OWN, PEERS } = require('./lib/contenders')
const { contendersTable } = require('./lib/contenders-table')
const { measureInTurn, valuesOf } = require('./lib/in-turn')
const { mark } = require('./lib/marks')
const { runBenches } = require('./lib/program')
const { ratioToBest } = require('./lib/ratio')
const { spreadOrNull } = require('./lib/stats')

// How many times as long as native:sort the JavaScript workers took in the same round.
function speedUps (threaded, native) {
  const [slow, fast] = [threaded, native].map((results) => valuesOf(results[OWN], 'seconds'))
  return slow.map((seconds, round) => seconds && fast[round] && seconds / fast[round])
}

// The peers with 64 tasks per thread are left out: a thread sorts one array at a time, however many wait for it.
async function run ({ quick, rounds = quick ? 1 : 3, threads = 8, tasks = quick ? 16 : 100, takePart }) {
  const spec = { threads, tasks }
  const rivals = takePart(['seed', ...PEERS])
  const timeoutSeconds = 60 + tasks * 5
  const threaded = await measureInTurn({
    program: 'sorts',
    contenders: takePart([OWN, 'seed', ...PEERS]),
    rounds,
    spec,
    timeoutSeconds
  })
  const native = await measureInTurn({
    program: 'sorts-native',
    contenders: takePart([OWN]),
    rounds,
    spec,
    timeoutSeconds
  })

  const metrics = { seconds: 'seconds', peakMib: 'peak MiB' }
  const threadedTitle = `${tasks} sorts of a million numbers in JavaScript, ${threads} threads`
  const tables = [contendersTable(threadedTitle, threaded, metrics)]
  if (native[OWN]) {
    const title = 'The same as native:sort on shared memory'
    tables.push(contendersTable(title, native, { ...metrics, sortingSeconds: 'seconds without making' }))
  }
  return {
    spec,
    results: { threaded, native },
    tables,
    marks: [
      mark('sorts seconds', ratioToBest(threaded, 'seconds', 'lower', rivals)),
      mark('sorts peak memory', ratioToBest(threaded, 'peakMib', 'lower', rivals)),
      mark('native sorts speed-up', native[OWN] && spreadOrNull(speedUps(threaded, native)))
    ]
  }
}

module.exports = { run }

if (require.main === module) runBenches({ sorts: () => module.exports })
