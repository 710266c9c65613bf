// How long does one contender take for the work of one native task?
'use strict'

const { cases } = require('../lib/native-cases')

/** Shorter work is repeated for this many milliseconds, and the median counts. */
const ENOUGH_MS = 700
const MOST = 50

async function main () {
  const { name, contender, threads, divisor } = JSON.parse(process.argv[2])
  const { task, make, data, restore = () => {}, jobs = 1 } = cases[name]
  const { run, close } = require(`../peers/native/${contender}`).load(task, threads)
  const made = make(divisor)
  const once = async () => {
    restore(made)
    const start = performance.now()
    await Promise.all(Array.from({ length: jobs }, () => run(data(made))))
    return performance.now() - start
  }
  const warmUp = await once()
  const times = warmUp > 2 * ENOUGH_MS ? [await once()] : []
  for (let sum = 0; times.length < MOST && sum < ENOUGH_MS; sum += times.at(-1)) times.push(await once())
  times.sort((a, b) => a - b)
  process.stdout.write(`${JSON.stringify({ ms: times[times.length >> 1] })}\n`)
  await close?.()
}

main()
