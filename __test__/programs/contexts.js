// Loads the package in two vm contexts of one process, as test runners do, and uses both at the same time.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { loadInContext } = require('../helpers/load-in-context.js')

async function main () {
  const packages = [loadInContext().oxpool, loadInContext().oxpool, require('../../index.js')]
  const pools = packages.flatMap(({ WorkerPool }) =>
    [new WorkerPool(fixture('doubles.js'), 1), new WorkerPool('native:sum', 1)])
  const runs = Array.from({ length: 300 }, (_, number) => {
    const index = number % pools.length
    return pools[index].run(index % 2 ? Int32Array.of(number, number) : number)
  })
  const results = await Promise.all(runs)
  await Promise.all(pools.map((pool) => pool.close()))
  console.log(results.every((result, number) => result === number * 2), new Set(packages).size)
}

main()
