// How late are the main thread's timers while a pool keeps every core busy, and how many jobs does the pool do?
'use strict'

const os = require('node:os')
const { OWN, describe } = require('./lib/contenders')
const format = require('./lib/format')
const { measureInTurn, valuesOf } = require('./lib/in-turn')
const { mark } = require('./lib/marks')
const { runBenches } = require('./lib/program')
const { excessOverBest, ratioToBest } = require('./lib/ratio')
const { spreadOrNull } = require('./lib/stats')

const FLOOR = 'none'
const PEERS = ['piscina', 'piscina-64', 'tinypool-64']
/** The milliseconds of CPU time that each job takes. */
const JOBS = [0.05, 0.2, 1, 5, 50]

// The columns: the metric, its title, and whether the spread is shown too. Lateness is in microseconds.
const METRICS = [
  ['timeoutP50', 'timer p50', true],
  ['timeoutP99', 'timer p99', true],
  ['timeoutMax', 'max', false],
  ['immediateP50', 'immediate p50', false],
  ['immediateP99', 'immediate p99', true],
  ['immediateMax', 'max', false],
  ['jobsPerSecond', 'jobs/s', true]
]
const METRIC_COLUMNS = METRICS.flatMap(([, title, hasSpread]) => hasSpread ? [title, 'min..max'] : [title])
const COLUMNS = ['job ms', 'in flight', 'pool', ...METRIC_COLUMNS, '']

const excess = (results, name, peers) => excessOverBest(results, name, 'lower', peers)
const ratio = (results, name, peers) => ratioToBest(results, name, 'lower', peers)
const jobsRatio = (results, peers) => ratioToBest(results, 'jobsPerSecond', 'higher', peers)

// A median may be 50 us later than the best peer's: that is less than a timer of Node's can tell.
function lossesOf (results, peers) {
  const late = ['timeout', 'immediate'].flatMap((name) => [
    [`${name} p50`, excess(results, `${name}P50`, peers)?.median > 50],
    [`${name} p99`, ratio(results, `${name}P99`, peers)?.median > 1]
  ])
  const losses = [...late, ['jobs', jobsRatio(results, peers)?.median < 1]].filter(([, isLost]) => isLost)
  return losses.length > 0 ? `LOSES ${losses.map(([what]) => what).join(', ')}` : ''
}

function cellsOf (results, [metric, , hasSpread]) {
  const figure = spreadOrNull(valuesOf(results, metric))
  if (!figure) return hasSpread ? ['failed', ''] : ['failed']
  return hasSpread ? [format.number(figure.median), format.range(figure)] : [format.number(figure.median)]
}

const rowsOf = ({ jobMs, inFlight, results, peers }) => Object.keys(results).map((contender) => [
  ...contender === FLOOR ? ['', ''] : [jobMs, inFlight],
  describe(contender),
  ...METRICS.flatMap((metric) => cellsOf(results[contender], metric)),
  contender === OWN ? lossesOf(results, peers) : ''
].map(String))

// The target holds for each number of jobs in flight, so the worse one is what counts.
function marksOf (cases) {
  const worst = new Map()
  const keep = (what, figure, isWorse) => {
    const kept = worst.get(what)
    if (figure && !(kept && !isWorse(figure.median, kept.median))) worst.set(what, figure)
  }
  const inMs = (figure) => figure && {
    ...figure, median: figure.median / 1000, min: figure.min / 1000, max: figure.max / 1000
  }
  const isMore = (one, other) => one > other
  for (const { jobMs, results, peers } of cases) {
    const jobs = `jobs of ${jobMs} ms`
    keep(`timer p50 beside the best peer's, ms later, ${jobs}`, inMs(excess(results, 'timeoutP50', peers)), isMore)
    keep(`timer p99 beside the best peer's, ${jobs}`, ratio(results, 'timeoutP99', peers), isMore)
    keep(`jobs/s beside the best peer's, ${jobs}`, jobsRatio(results, peers), (one, other) => one < other)
  }
  return [...worst].map(([what, figure]) => mark(what, figure))
}

async function run ({ quick, rounds = quick ? 1 : 3, threads = os.availableParallelism(), takePart, ...chosen }) {
  const spec = { warmUpSeconds: quick ? 0.2 : 0.4, seconds: quick ? 0.4 : 1.5 }
  // A pool may give the outcomes of all jobs that are on their way to a thread at once.
  const burst = (jobMs, inFlight) => jobMs / 1000 * inFlight / threads
  const { jobMs: jobs = JOBS, inFlight: inFlights = [2 * threads, 64] } = chosen
  const peers = takePart(PEERS)
  const cases = []
  const measure = async (contenders, jobMs, inFlight) => {
    const results = await measureInTurn({
      program: 'responsive',
      contenders: takePart(contenders),
      rounds,
      spec: {
        threads,
        jobMs,
        inFlight,
        warmUpSeconds: Math.max(spec.warmUpSeconds, 1.2 * burst(jobMs, inFlight)),
        seconds: Math.max(spec.seconds, 2 * burst(jobMs, inFlight))
      },
      note: `${jobMs} ms, ${inFlight} in flight`
    })
    cases.push({ jobMs, inFlight, results, peers })
  }
  await measure([FLOOR], 0, 0)
  for (const jobMs of jobs) {
    for (const inFlight of inFlights) await measure([OWN, 'oxpool-nice', ...peers], jobMs, inFlight)
  }
  const title = `Lateness of 1 ms timers and of immediates on the main thread, in us, ${threads} threads`
  const tables = [{ title, columns: COLUMNS, rows: cases.flatMap(rowsOf) }]
  return { spec: { ...spec, threads }, results: cases, tables, marks: marksOf(cases) }
}

module.exports = { run }

if (require.main === module) runBenches({ responsive: () => module.exports })
