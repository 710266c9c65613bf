// Sends values and errors both ways and prints what arrived: the same must arrive under every flag of Node.
'use strict'

const { WorkerPool, setTimeout } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

const own = JSON.parse('{ "__proto__": { "a": 1 }, "b": 2 }')
const VALUES = ['({ a: [1, /x/g, new Date(1)] })', 'new Map([[1, new Set([2])]])', 'JSON.parse(\'{ "__proto__": 1 }\')']
const ERRORS = [
  'new TypeError("t")', 'new RangeError("r", { cause: new SyntaxError("s") })', 'new URIError("u")',
  'new AggregateError([new EvalError("e"), new ReferenceError("r")], "a")', '({ thrown: true })', 'new Error("plain")',
  'new (class Teapot extends RangeError { code = "E_SHORT" })("short")'
]

const CLASSES = [
  TypeError, RangeError, SyntaxError, URIError, EvalError, ReferenceError, AggregateError, DOMException, Error
]

const kindsOf = (error) => {
  if (!(error instanceof Error)) return error
  const place = CLASSES.findIndex((Class) => error instanceof Class)
  return [place, error.name, error.message, error.code, kindsOf(error.cause), error.errors?.map(kindsOf)]
}

/** For JSON, which knows only plain objects and arrays. */
const plain = (_, value) => {
  if (value instanceof RegExp) return String(value)
  return value instanceof Map || value instanceof Set ? [...value] : value
}

async function main () {
  const pool = new WorkerPool(fixture('evaluates.js'), 1)
  const said = []
  const say = (what) => said.push(JSON.stringify(what, plain))
  for (const source of VALUES) say(await pool.run(source))
  for (const source of ERRORS) await pool.run(source, { name: 'throws' }).catch((error) => say(kindsOf(error)))
  for (const source of ERRORS) await pool.run(source, { name: 'nests' }).catch((error) => say(kindsOf(error)))
  say(Object.keys(await pool.run(own, { name: 'echo' })))
  say(kindsOf(await pool.run(Symbol('s')).catch((error) => error.name)))
  say(kindsOf(await pool.run('1', { name: 'none' }).catch((error) => error)))
  const controller = new AbortController()
  controller.abort(new TypeError('why'))
  say(kindsOf(await pool.run('1', { signal: controller.signal }).catch((error) => error)))
  for await (const value of pool.stream('[1, 2]', { name: 'yields' })) say(value)
  for await (const value of pool.map(['1', '2'])) say(value)
  say(await pool.exec((number) => number * 2, [21]))
  say(pool.runSync('7'))
  say(await pool.run(Float64Array.of(2, 1), { filename: 'native:sort' }))
  say(kindsOf(await pool.run('text', { filename: 'native:sort' }).catch((error) => error)))
  await new Promise((resolve) => setTimeout(resolve, 1))
  await pool.close()
  console.log(said.join('\n'))
}

main()
