// What does it cost to send a value to a thread, to get one from there, or both, beside other pools?
'use strict'

const { OWN, describe } = require('./lib/contenders')
const format = require('./lib/format')
const { measureInTurn, valuesOf } = require('./lib/in-turn')
const { mark } = require('./lib/marks')
const { runBenches } = require('./lib/program')
const { advantage } = require('./lib/ratio')
const { spreadOrNull } = require('./lib/stats')
const { directionsOf, values, valuesNamed } = require('./lib/values')

const FLOOR = 'structured-clone'
const DIRECTIONS = ['echo', 'sink', 'source']
const METRICS = { us: 'time', cpuUs: 'CPU', mib: 'peak' }

// With no more in flight than that, more tasks on their way to a thread change nothing.
const peersFor = (inFlight) => [
  'piscina',
  ...inFlight > 1 ? ['piscina-4'] : [],
  ...inFlight > 4 ? ['piscina-64'] : [],
  'tinypool-64'
]

function checkDirections (chosen) {
  const unknown = chosen.find((direction) => !DIRECTIONS.includes(direction))
  if (unknown) throw new RangeError(`--direction must be some of ${DIRECTIONS.join(', ')}, but it has '${unknown}'`)
}

const medianOf = (results, metric) => spreadOrNull(valuesOf(results, metric))?.median ?? null
const cell = (figure) => figure === null ? 'failed' : format.number(figure)

/** What one row of the table is made of: a value, a direction, how many are in flight, and what was measured. */
function rowOf ({ name, direction, inFlight, results, peers }) {
  const own = Object.keys(METRICS).map((metric) => results[OWN] ? cell(medianOf(results[OWN], metric)) : '')
  const best = peers
    .map((peer) => [medianOf(results[peer], 'us') ?? Infinity, peer])
    .reduce((a, b) => a[0] <= b[0] ? a : b, [Infinity, ''])
  const floor = results[FLOOR] ? cell(medianOf(results[FLOOR], 'us')) : ''
  const ratios = Object.keys(METRICS).map((metric) => advantage(results, metric, peers))
  const losing = Object.values(METRICS).filter((_, index) => ratios[index]?.median < 1)
  return [
    name, direction, String(inFlight), ...own,
    best[1] && `${describe(best[1]).split(' ')[0]} ${cell(best[0])}`,
    floor,
    ...ratios.flatMap((ratio) => ratio ? [`${format.number(ratio.median)}x`, format.range(ratio)] : ['', '']),
    losing.length > 0 ? `LOSES ${losing.join(', ')}` : ''
  ]
}

const COLUMNS = [
  'value', 'direction', 'in flight', 'us', 'CPU us', 'peak MiB', 'best peer, us', 'clone us',
  'time', 'min..max', 'CPU', 'min..max', 'peak', 'min..max', ''
]

// The worst row of each group is what the targets are about.
function marksOf (rows) {
  const worst = new Map()
  const keep = (what, ratio) => {
    if (ratio && !(worst.get(what)?.median <= ratio.median)) worst.set(what, ratio)
  }
  for (const { name, results, peers } of rows) {
    keep(`values, worst: ${values[name].group}`, advantage(results, 'us', peers))
    keep('values, worst: CPU', advantage(results, 'cpuUs', peers))
    keep('values, worst: peak', advantage(results, 'mib', peers))
  }
  return [...worst].map(([what, ratio]) => mark(what, ratio))
}

async function run ({ quick, rounds = quick ? 1 : 3, threads = 2, takePart, ...chosen }) {
  const spec = { threads, warmUpSeconds: quick ? 0.2 : 0.3, seconds: quick ? 0.1 : 0.25 }
  const { inFlight: inFlights = [4], directions = DIRECTIONS } = chosen
  checkDirections(directions)
  const rows = []
  for (const name of valuesNamed(chosen.values)) {
    for (const direction of directionsOf(name).filter((one) => directions.includes(one))) {
      for (const inFlight of inFlights) {
        const peers = takePart(peersFor(inFlight))
        const results = await measureInTurn({
          program: 'values',
          contenders: takePart([OWN, ...peers, FLOOR]),
          rounds,
          spec: { ...spec, name, direction, inFlight },
          note: `${name}, ${direction}, ${inFlight} in flight`
        })
        rows.push({ name, direction, inFlight, results, peers })
      }
    }
  }
  const title = `Values there and back (echo), there (sink) and back (source), ${threads} threads`
  return { spec, results: rows, tables: [{ title, columns: COLUMNS, rows: rows.map(rowOf) }], marks: marksOf(rows) }
}

module.exports = { run }

if (require.main === module) runBenches({ values: () => module.exports })
