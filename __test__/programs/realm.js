// Uses the package in a vm context, and prints which parts of what came back are not of that context's realm.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { loadInContext } = require('../helpers/load-in-context.js')

const { oxpool, evaluate } = loadInContext()

/** The kinds of the objects in a value whose prototype is not one of the context's. */
const strangersIn = evaluate(`(value) => {
  const own = new Set(Reflect.ownKeys(globalThis).map((key) => globalThis[key]?.prototype))
  const strangers = []
  const seen = new Set()
  const look = (value) => {
    if (value === null || typeof value !== 'object' || seen.has(value)) return
    seen.add(value)
    const prototype = Object.getPrototypeOf(value)
    if (!own.has(prototype)) strangers.push(Object.prototype.toString.call(value))
    for (const key of Reflect.ownKeys(value)) if (!ArrayBuffer.isView(value)) look(value[key])
    if (ArrayBuffer.isView(value)) look(value.buffer)
    if (value instanceof Map || value instanceof Set) for (const inner of value) look(inner)
  }
  look(value)
  return strangers
}`)

const VALUES = [
  '({ a: { b: [1, "two", null] } })', '[1, , /x/g]', 'Object.assign([1, 2], { named: /x/ })', 'new Date(5)', '/x/g',
  'new Map([[{}, new Set([[/x/]])]])', 'new RangeError("far", { cause: { at: new Date(1) } })',
  'new Float64Array(0)', 'new Float64Array([1, 2])', 'new DataView(new ArrayBuffer(4))', 'new ArrayBuffer(0)',
  'new ArrayBuffer(8)', '[Object(1), Object("text"), Object(true), Object(1n)]', 'new SharedArrayBuffer(8)',
  '[new SharedArrayBuffer(8), /x/, new Uint8Array(2)]'
]
const FLOATS = 'Float64Array.of(2, 1)'
const NATIVE = {
  sort: FLOATS,
  argsort: FLOATS,
  stats: FLOATS,
  histogram: `({ data: ${FLOATS}, bins: 2, min: 0, max: 3 })`,
  topk: '({ query: Float32Array.of(1), vectors: Float32Array.of(1, 2), dims: 1, k: 1, metric: "l2" })',
  hash: '({ data: "text", algorithm: "blake3", output: "bytes" })',
  compress: '({ data: "text", format: "gzip" })'
}

const failureOf = (promise) => promise.then(() => { throw new Error('It resolved') }, (error) => error)

async function main () {
  const { WorkerPool, move } = oxpool
  const pool = new WorkerPool(fixture('from-realm.js'), 1)
  const found = []
  const check = (what, value) => { for (const stranger of strangersIn(value)) found.push(`${what}: ${stranger}`) }
  for (const source of VALUES) {
    check(`result ${source}`, await pool.run(source, { name: 'returns' }))
    check(`thrown ${source}`, await failureOf(pool.run(source, { name: 'throws' })))
    const error = `Object.assign(new Error(), { is: ${source} })`
    check(`error's ${source}`, await failureOf(pool.run(error, { name: 'throws' })))
    const stream = pool.stream(source, { filename: fixture('yields-realm.js') })
    check(`yielded ${source}`, (await stream.next()).value)
    await stream.return()
    await pool.run(source, { name: 'tells', onProgress: (value) => check(`progress ${source}`, value) })
  }
  for (const [name, source] of Object.entries(NATIVE)) {
    const filename = `native:${name}`
    check(filename, await pool.run(evaluate(source), { filename }))
    check(`${filename} by getData`, await pool.run(() => evaluate(source), { filename }))
  }
  check('moved', await pool.run(move(evaluate(FLOATS)), { filename: 'native:sort' }))
  check('moved back', await pool.run('deep', { filename: fixture('moves-result.js') }))
  check('refused', await failureOf(pool.run('text', { filename: 'native:sort' })))
  check('not found', await failureOf(pool.run(1, { filename: fixture('is-not-there.js') })))
  check('aborted', await failureOf(pool.run('1', { signal: AbortSignal.abort(evaluate('new Error()')) })))
  check('timed out', await failureOf(pool.run('1', { timeout: 0 })))
  check('crashed', await failureOf(pool.run(3, { filename: fixture('throws-later.js') })))
  check('stats', pool.stats())
  const { constructor } = await failureOf(pool.run('new Proxy({}, {})', { name: 'returns' }))
  if (constructor !== DOMException) found.push('the DataCloneError is no DOMException of Node\'s')
  await pool.close()
  console.log(JSON.stringify(found))
}

main()
