// Sets the first timer of the process, and makes the first pool, in a domain. Prints who gets the errors of others.
'use strict'

// eslint-disable-next-line n/no-deprecated-api
const { create } = require('node:domain')
const { setTimeout, setInterval, WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

const log = []
const domainOf = (name) => {
  return Object.assign(create(), { name }).on('error', ({ message }) => log.push(`${name}: ${message}`))
}
const see = (what) => log.push(`${what} in ${process.domain?.name ?? 'none'}`)
const fails = (message) => () => { throw new Error(message) }
const passed = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

process.on('uncaughtException', ({ message }) => log.push(`uncaught: ${message}`))

async function main () {
  const [first, left] = [domainOf('first'), domainOf('left')]
  let pool
  first.run(() => {
    setTimeout(fails('inside'), 0)
    pool = new WorkerPool(fixture('throws.js'), 1)
  })
  setTimeout(fails('outside'), 1)
  await passed(2)
  setTimeout(() => left.enter(), 1)
  setTimeout(() => see('the next timer'), 1)
  left.run(() => setTimeout(() => see('its own timer'), 1))
  setTimeout(fails('after'), 1)
  const interval = setInterval(() => left.enter(), 0.5)
  await passed(3)
  interval.close()
  pool.on('error', () => {})
  await pool.run().catch(() => {})
  await pool.close()
  console.log(JSON.stringify(log))
}

main()
