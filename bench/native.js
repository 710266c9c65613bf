// How long do the native tasks take, beside one thread of JavaScript, the usual packages, and rayon?
'use strict'

const { contendersTable } = require('./lib/contenders-table')
const { OWN, describe } = require('./lib/contenders')
const format = require('./lib/format')
const { measureInTurn, valuesOf } = require('./lib/in-turn')
const { mark } = require('./lib/marks')
const { cases } = require('./lib/native-cases')
const { runBenches } = require('./lib/program')
const { measureRust } = require('./lib/rust')
const { spread, spreadOrNull } = require('./lib/stats')

const KIND = 'native'
/** How many times smaller `--quick` makes the inputs. */
const QUICK = 16

/** Measures the cases one after the other. In each case, oxpool and the others take turns. */
async function measurePackages ({ rounds, threads, divisor, takePart }) {
  const results = {}
  for (const [name, { contenders }] of Object.entries(cases)) {
    results[name] = await measureInTurn({
      program: 'native',
      contenders: takePart([OWN, ...contenders]),
      rounds,
      spec: { name, threads, divisor },
      note: name,
      timeoutSeconds: 120
    })
  }
  return results
}

const figureOf = (results) => spreadOrNull(valuesOf(results, 'ms'))

/** A line for each contender of each case, with its time as a multiple of oxpool's time in the same round. */
function packagesTable (title, results) {
  const rowOf = (name, byContender, contender, list) => {
    const figure = figureOf(list)
    const times = contender === OWN || !byContender[OWN]
      ? null
      : ratio(valuesOf(list, 'ms'), valuesOf(byContender[OWN], 'ms'))
    return [
      contender === OWN ? name : '',
      describe(contender, KIND),
      figure ? format.number(figure.median) : 'failed',
      figure ? format.range(figure) : '',
      times ? `${format.number(times.median)}x` : ''
    ]
  }
  const rows = Object.entries(results).flatMap(([name, byContender]) => {
    return Object.entries(byContender).map(([contender, list]) => rowOf(name, byContender, contender, list))
  })
  return { title, columns: ['work', 'by', 'ms', 'min..max', 'oxpool\'s time'], rows }
}

/** The ratios of the rounds in which both have a figure. */
function ratio (times, others) {
  const ratios = times.flatMap((time, round) => time && others[round] ? [time / others[round]] : [])
  return ratios.length > 0 ? spread(ratios) : null
}

/** A line for each contender of each case: the times of rayon and of the yardstick are multiples of oxpool's time. */
function rustTable (title, races) {
  const rows = races.flatMap(({ name, contenders }) => Object.entries(contenders).map(([contender, ms], at) => {
    const figure = spread(ms)
    const times = contender === OWN ? null : ratio(ms, contenders[OWN])
    return [
      at === 0 ? name : '',
      contender,
      format.number(figure.median),
      format.range(figure),
      times ? `${format.number(times.median)}x` : ''
    ]
  }))
  return { title, columns: ['work', 'by', 'ms', 'min..max', 'oxpool\'s time'], rows }
}

const besideRayon = (races) => races.map(({ contenders: { oxpool, rayon } }) => ratio(rayon, oxpool))
const worst = (ratios) => ratios.reduce((least, next) => next.median < least.median ? next : least)

function marksOf (races, passing) {
  const of = (start) => races.filter(({ name, contenders }) => name.startsWith(start) && contenders.rayon)
  const rust = races.length === 0
    ? []
    : [
        mark('native sort beside rayon, worst', worst(besideRayon(of('sort')))),
        mark('native sum beside rayon', worst(besideRayon(of('sum')))),
        mark('native dot beside rayon', worst(besideRayon(of('dot')))),
        mark('fork and join beside rayon, time', ratio(of('fib')[0].contenders.oxpool, of('fib')[0].contenders.rayon))
      ]
  const passed = passing[OWN] && ratio(valuesOf(passing[OWN], 'large'), valuesOf(passing[OWN], 'small'))
  return [...rust, mark('passing 1 GiB beside 1 KiB, time', passed)]
}

async function run ({ quick, rounds = quick ? 1 : 3, threads = 2, takePart }) {
  const divisor = quick ? QUICK : 1
  const shortened = quick ? `, all of it ${QUICK} times smaller` : ''
  const packages = await measurePackages({ rounds, threads, divisor, takePart })
  const passing = await measureInTurn({
    program: 'native-passing',
    contenders: takePart([OWN]),
    rounds,
    spec: { threads, divisor }
  })
  const races = takePart(['rayon']).length > 0 ? measureRust({ threads, rounds: quick ? 3 : 5, divisor }) : []

  const packagesTitle = `Native tasks on ${threads} threads, beside JavaScript and packages${shortened}`
  const tables = [packagesTable(packagesTitle, packages)]
  if (passing[OWN]) {
    const title = 'From run() to the outcome, by how much shared memory is passed'
    tables.push(contendersTable(title, passing, { small: 'us, 1 KiB', large: 'us, 1 GiB' }, KIND))
  }
  if (races.length > 0) {
    tables.push(rustTable(`Kernels and fork-join on ${threads} threads, beside rayon${shortened}`, races))
  }
  return { spec: { threads, divisor }, results: { packages, passing, races }, tables, marks: marksOf(races, passing) }
}

module.exports = { run }

if (require.main === module) runBenches({ native: () => module.exports })
