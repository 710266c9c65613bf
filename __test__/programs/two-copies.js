// Uses two copies of the package in one process, as two dependencies of a program may bring them. One copy is also used
// on a thread of the other.
'use strict'

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { fixture } = require('../helpers/fixture.js')

const root = path.join(__dirname, '..', '..')
const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'oxpool-'))

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
  await Promise.all(pools.map((pool) => pool.close()))
}

main().finally(() => fs.rmSync(copy, { recursive: true }))
