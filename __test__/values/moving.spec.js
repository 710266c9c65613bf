// Tests that a moved value is on the other side afterwards, and detached on this side, in both directions.
'use strict'

const { once } = require('node:events')
const { MessageChannel } = require('node:worker_threads')
const { move, transferableSymbol, valueSymbol } = require('../../index.js')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const bytes = () => Uint8Array.of(1, 2, 3)

/** Says by Piscina's protocol how it moves: two things go on the transfer list. */
class Pair {
  #view
  #other = new ArrayBuffer(1)
  constructor (view) { this.#view = view }
  get [transferableSymbol] () { return [this.#view.buffer, this.#other] }
  get [valueSymbol] () { return { a: this.#view, other: this.#other } }
}

const moves = [
  ['a buffer, by transferList', (view) => [view.buffer, [view.buffer]]],
  ['a view\'s buffer, by transferList', (view) => [view, [view.buffer]]],
  ['a buffer deep in an object, by transferList', (view) => [{ a: [new Map([[1, view.buffer]])] }, [view.buffer]]],
  ['a buffer, by move()', (view) => [move(view.buffer)]],
  ['a view, by move()', (view) => [move(view)]],
  ['a view deep in an object, by move()', (view) => [{ a: [move(view)] }]],
  ['an object with Piscina\'s symbols', (view) => [{
    get [transferableSymbol] () { return view.buffer },
    get [valueSymbol] () { return { a: view } }
  }]],
  ['an object with Piscina\'s symbols, by move(), with a list of what moves', (view) => [move(new Pair(view))]],
  ['an object with Piscina\'s symbols deep in another, by move()', (view) => [{ a: [move(new Pair(view))] }]]
]

describe.each([
  ['data', (pool, data, options) => pool.run(data, options)],
  ['data by getData', (pool, data, options) => pool.run(() => data, options)]
])('%s', (_, run) => {
  test.each(moves)('moves %s', async (_, prepare) => {
    const view = bytes()
    const [data, transferList] = prepare(view)
    const arrived = await run(openPool(fixture('reads-bytes.js'), 1), data, transferList && { transferList })
    expect(arrived).toEqual([1, 2, 3])
    expect(view.buffer.byteLength).toBe(0)
  })
})

test('without a transferList a buffer is copied', async () => {
  const view = bytes()
  expect(await openPool(fixture('reads-bytes.js'), 1).run(view)).toEqual([1, 2, 3])
  expect(view).toEqual(bytes())
})

test.each([
  ['a buffer that a function returns with move()', 'moves-result.js', 'buffer'],
  ['a view that a function returns with move()', 'moves-result.js', 'view'],
  ['a view deep in an object that a function returns, with move()', 'moves-result.js', 'deep'],
  ['an object with Piscina\'s symbols that a function returns', 'moves-result.js', 'protocol'],
  ['an object with Piscina\'s symbols that a function returns with move()', 'moves-result.js', 'moved protocol'],
  ['a buffer that a listener posts with a transferList', 'message-moves.js', 'list'],
  ['a buffer that a listener posts with { transfer }', 'message-moves.js', 'options']
])('a result is moved: %s', async (_, file, how) => {
  const pool = openPool(fixture(file), 1)
  const result = await pool.run(how)
  expect(new Uint8Array(result.deep?.buffer ?? result.buffer ?? result)).toEqual(bytes())
  expect(await pool.run('bytes left')).toBe(0)
})

test('a MessagePort in a transferList moves, and works on the other side', async () => {
  const { port1, port2 } = new MessageChannel()
  const answer = once(port1, 'message')
  await openPool(fixture('answers-on-port.js'), 1).run({ port: port2 }, { transferList: [port2] })
  expect((await answer)[0]).toBe('hello')
  port1.close()
})

test('a MessagePort that is marked by move() moves, and works on the other side', async () => {
  const { port1, port2 } = new MessageChannel()
  const answer = once(port1, 'message')
  await openPool(fixture('answers-on-port.js'), 1).run(move(port2))
  expect((await answer)[0]).toBe('hello')
  port1.close()
})

test('a MessagePort may be a result, and works on this side', async () => {
  const port = await openPool(fixture('returns-port.js'), 1).run()
  expect((await once(port, 'message'))[0]).toBe('hello')
  port.close()
})

test('a MessagePort that is not in the transferList is refused, and the next job works', async () => {
  const { port1, port2 } = new MessageChannel()
  const pool = openPool(fixture('echo.js'), 1)
  // The error differs between versions of Node, so the test asks structuredClone() for it.
  const refusal = await failureOf((async () => structuredClone({ port2 }))())
  const { name, code, message } = await failureOf(pool.run({ port2 }))
  expect({ name, code, message }).toEqual({ name: refusal.name, code: refusal.code, message: refusal.message })
  expect(await pool.run(1)).toBe(1)
  port1.close()
})

test.each([
  ['an object that can\'t be moved', () => [{}]],
  ['the same buffer twice', () => { const { buffer } = bytes(); return [buffer, buffer] }]
])('a transferList with %s rejects its own run only', async (_, makeList) => {
  const pool = openPool(fixture('echo.js'), 1)
  const transferList = makeList()
  const [error, after] = await Promise.all([failureOf(pool.run(transferList[0], { transferList })), pool.run('after')])
  expect(String(error)).toMatch(/DataCloneError|transferList/)
  expect(after).toBe('after')
})

test('a move() mark that occurs twice in a value with cycles moves once, and arrives as one value', async () => {
  const view = bytes()
  const marked = move(view)
  const value = { first: marked, list: [marked] }
  value.self = value
  const arrived = await openPool(fixture('echo.js'), 1).run(value)
  expect(arrived.first).toEqual(bytes())
  expect(arrived.list[0]).toBe(arrived.first)
  expect(arrived.self).toBe(arrived)
  expect(view.byteLength).toBe(0)
})

test('two marked views on one buffer move together, and still share the buffer', async () => {
  const { buffer } = bytes()
  const views = [move(new Uint8Array(buffer, 0, 2)), move(new Uint8Array(buffer, 1))]
  const [low, high] = await openPool(fixture('echo.js'), 1).run(views)
  expect([[...low], [...high]]).toEqual([[1, 2], [2, 3]])
  expect(low.buffer).toBe(high.buffer)
  expect(buffer.byteLength).toBe(0)
})

test('a move() mark in a Map, where marks do not count, is refused, and nothing is moved', async () => {
  const view = bytes()
  const pool = openPool(fixture('echo.js'), 1)
  expect(await failureOf(pool.run(new Map([['view', move(view)]])))).toMatchObject({ name: 'DataCloneError' })
  expect(view).toEqual(bytes())
  expect(await pool.run(1)).toBe(1)
})

test('an object with Piscina\'s symbols without move() is copied like any object inside another value', async () => {
  const view = bytes()
  const inner = { b: 1, [transferableSymbol]: view.buffer, [valueSymbol]: view }
  const pool = openPool(fixture('echo.js'), 1)
  expect(await pool.run({ inner })).toEqual({ inner: { b: 1 } })
  const moved = bytes()
  expect(await pool.run({ inner, moved: move(moved) })).toEqual({ inner: { b: 1 }, moved: bytes() })
  expect([view.byteLength, moved.byteLength]).toEqual([3, 0])
})

test('move() of what move() has returned is the same mark', () => {
  const marked = move(bytes())
  expect(move(marked)).toBe(marked)
})

test('move() returns a value that can\'t be moved as it is', () => {
  const shared = new SharedArrayBuffer(1)
  const values = [1, 'a', null, undefined, shared, new Uint8Array(shared), { a: 1 }]
  expect(values.map(move)).toEqual(values)
})

test('transferableSymbol and valueSymbol are Piscina\'s symbols', () => {
  expect([transferableSymbol, valueSymbol]).toEqual([Symbol.for('Piscina.transferable'), Symbol.for('Piscina.valueOf')])
})

/** Views on the memory that small Buffers have in common, which newer releases of Node refuse to move. */
const pooled = {
  'a small Buffer': () => Buffer.from([1, 2, 3]),
  'a DataView on it': () => {
    const { buffer, byteOffset } = Buffer.from([1, 2, 3])
    return new DataView(buffer, byteOffset, 3)
  },
  'an Int8Array on it': () => {
    const { buffer, byteOffset } = Buffer.from([1, 2, 3])
    return new Int8Array(buffer, byteOffset, 3)
  }
}
const bytesOf = ({ buffer, byteOffset, byteLength }) => [...new Uint8Array(buffer, byteOffset, byteLength)]
const ofProtocol = (view) => ({ [transferableSymbol]: view.buffer, [valueSymbol]: view })

describe.each(Object.keys(pooled))('%s, which Node can\'t move, is copied by move()', (kind) => {
  const view = pooled[kind]()
  const echo = fixture('echo.js')

  test.each([
    ['as data', (pool) => pool.run(move(view))],
    ['as data that getData gives', (pool) => pool.run(() => move(view))],
    ['far down', async (pool) => (await pool.run({ a: [{ b: move(view) }] })).a[0].b],
    ['twice', async (pool) => (await pool.run([move(view), move(view)]))[1]],
    ['in an object of Piscina\'s protocol', (pool) => pool.run(ofProtocol(view))]
  ])('%s', async (_, run) => {
    expect(bytesOf(await run(openPool(echo, 1)))).toEqual([1, 2, 3])
    expect(bytesOf(view)).toEqual([1, 2, 3])
  })
})

const waysBack = ['moves', 'movesDeep', 'movesByProtocol']

test.each(waysBack)('a small Buffer comes back from a job that %s it', async (name) => {
  const pool = openPool(fixture('moves-small.js'), 1, { name })
  const result = await pool.run('text')
  expect(Buffer.from((result.deep?.[0] ?? result)).toString()).toBe('text')
  expect(Buffer.from((await pool.run('more')).deep?.[0] ?? 'more').toString()).toBe('more')
})

test('a stream and progress carry a small Buffer that is moved', async () => {
  const pool = openPool(fixture('moves-small.js'), 1)
  const yielded = []
  for await (const value of pool.stream('text', { name: 'yields' })) yielded.push(Buffer.from(value).toString())
  expect(yielded).toEqual(['text', 'text'])
  const told = []
  await pool.run('text', { name: 'tells', onProgress: (value) => told.push(Buffer.from(value).toString()) })
  expect(told).toEqual(['text'])
})

test('a small Buffer that is moved to a native task is hashed', async () => {
  const pool = openPool('native:hash', 1)
  const hash = (data) => pool.run({ data, algorithm: 'sha256' })
  expect(await hash(move(Buffer.from('text')))).toBe(await hash('text'))
  expect(await hash(move(ofProtocol(Buffer.from('text'))))).toBe(await hash('text'))
})

test('no byte of other Buffers goes with a small Buffer that is moved', async () => {
  const secret = Buffer.from('a secret of somebody else')
  const { buffer } = await openPool(fixture('echo.js'), 1).run(move(Buffer.from('text')))
  // Releases that can't tell what must stay copy the whole memory.
  const { isMarkedAsUntransferable } = require('node:worker_threads')
  if (isMarkedAsUntransferable !== undefined) expect(Buffer.from(buffer).toString()).toBe('text')
  expect(secret.toString()).toBe('a secret of somebody else')
})
