// Imports the package by its name and requires it, and prints whether the two are the same.
import { createRequire } from 'node:module'
import oxpool, * as names from 'oxpool'

const required = createRequire(import.meta.url)('oxpool')
const pool = new names.WorkerPool(new URL('../fixtures/doubles.mjs', import.meta.url), 1)

const { default: whole, ...named } = names
console.log(JSON.stringify({
  isOne: oxpool === required && whole === required,
  missing: Object.keys(required).filter((name) => named[name] !== required[name]),
  result: await pool.run(21)
}))
await pool.close()
