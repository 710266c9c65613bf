// Uses two copies of the package in one process, as two dependencies of a program may bring them. One copy is also used
// on a thread of the other.
'use strict'

const { tracingChannel } = require('node:diagnostics_channel')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { fixture } = require('../helpers/fixture.js')

const root = path.join(__dirname, '..', '..')
const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'oxpool-'))

/** The ids of two timers of each copy, in the thread that calls it. */
function idsOf (copy) {
  const packages = [require('oxpool'), require(copy)]
  return packages.flatMap(({ setTimeout }) => [0, 0].map((ms) => setTimeout(() => {}, ms).id))
}

function countIds (lists) {
  return new Set([...lists.flat(), ...idsOf(copy)]).size
}

async function main () {
  for (const name of ['index.js', 'lib', 'package.json']) {
    fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
  }
  const [one, other] = [require('../../index.js'), require(copy)]
  const pools = [
    new one.WorkerPool(fixture('doubles.js'), { minThreads: 0, maxThreads: 1 }),
    new other.WorkerPool(fixture('echo.js'), 1)
  ]
  console.log(await Promise.all(pools.map((pool) => pool.run(21))))
  console.log(await pools[0].exec(async (copy, file) => {
    const { WorkerPool } = require(copy)
    const inner = new WorkerPool(file, 1)
    const result = await inner.run(21)
    await inner.close()
    return result
  }, [copy, fixture('echo.js')]))
  console.log(countIds(await Promise.all(pools.map((pool) => pool.exec(idsOf, [copy])))))
  const jobs = new Set()
  const subscription = { start: ({ id }) => jobs.add(id) }
  tracingChannel('oxpool:job').subscribe(subscription)
  await Promise.all(pools.flatMap((pool) => [pool.run(1), pool.run(2)]))
  tracingChannel('oxpool:job').unsubscribe(subscription)
  console.log(jobs.size)
  await Promise.all(pools.map((pool) => pool.close()))
}

main().finally(() => fs.rmSync(copy, { recursive: true }))
