// Tests that a worker file may replace the globals of its thread.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const file = fixture('overwrites-globals.js')

test('a file that replaces `process` and timers runs jobs and nested jobs, and its pool closes', async () => {
  const pool = openPool(file, 2)
  expect(await Promise.all([pool.run(0), pool.run(3), pool.exec((a, b) => a + b, [1, 2])])).toEqual([0, 3, 3])
  await pool.close()
})

test('after globals were replaced, progress values arrive, and the thread can load other files', async () => {
  const pool = openPool(file, 1)
  const told = []
  expect(await pool.run(3, { onProgress: (value) => told.push(value) })).toBe(3)
  expect(told).toEqual([3])
  expect(await pool.run(21, { filename: fixture('doubles.js') })).toBe(42)
  expect(await pool.run(21, { filename: fixture('doubles.mjs') })).toBe(42)
  expect(await pool.run(21, { filename: fixture('message-echo.js') })).toBe(21)
  await pool.close()
})

/** Runs jobs of each kind. Returns their outcomes, and rejections as errors. */
async function runEachKind (pool) {
  const told = []
  const [buffer, gate, controller] = [new ArrayBuffer(8), new Gate(), new AbortController()]
  const shared = new Uint8Array(new SharedArrayBuffer(8))
  const collect = async (stream) => {
    const values = []
    for await (const value of stream) values.push(value)
    return values
  }
  const aborted = pool.run({ gate: gate.buffer }, { name: 'hears', signal: controller.signal })
  aborted.catch(() => {})
  await Promise.race([gate.reachedBy(1), aborted.catch(() => {})])
  controller.abort(new RangeError('enough'))
  const kinds = {
    aborted,
    value: pool.run({ list: [1, 'two', 3n], map: new Map([[1, new Set([2])]]), date: new Date(0), deep: [[['x']]] }),
    late: pool.run('late', { name: 'later' }),
    lazy: pool.run(async () => 'lazy'),
    text: pool.run('long '.repeat(50_000)).then((text) => text.length),
    bytes: pool.run(new Float64Array(50_000).fill(0.5)).then((doubles) => doubles.length),
    shared: pool.run(shared),
    moved: pool.run(buffer, { transferList: [buffer] }),
    blob: pool.run(0, { name: 'makesBlob' }).then(({ size }) => size),
    progress: pool.run(7, { name: 'tells', onProgress: (value) => told.push(value) }),
    failure: pool.run(0, { name: 'throws' }),
    stream: collect(pool.stream(40, { name: 'yields' })),
    lateStream: collect(pool.stream(40, { name: 'yieldsLater' })),
    map: collect(pool.map([1, 2, 3])),
    nested: pool.run('nested', { name: 'nests' }),
    timeout: pool.run({ gate: gate.buffer }, { name: 'hears', timeout: 20 }),
    exec: pool.exec((a, b) => a + b, [1, 2]),
    module: pool.run(21, { filename: fixture('doubles-plainly.mjs') }),
    message: pool.run(21, { filename: fixture('message-echo.js') }),
    native: pool.run(Int8Array.of(2, 1), { filename: 'native:sort' }),
    broadcast: pool.broadcast('all')
  }
  const entries = Object.entries(kinds).map(async ([kind, run]) => [kind, await run.catch((error) => error)])
  const outcomes = Object.fromEntries(await Promise.all(entries))
  return { ...outcomes, told }
}

const numbers = Array.from({ length: 40 }, (_, number) => number)
const asUsual = {
  aborted: expect.objectContaining({ name: 'AbortError' }),
  value: { list: [1, 'two', 3n], map: new Map([[1, new Set([2])]]), date: new Date(0), deep: [[['x']]] },
  late: 'late',
  lazy: 'lazy',
  text: 250_000,
  bytes: 50_000,
  shared: new Uint8Array(8),
  moved: expect.objectContaining({ byteLength: 8 }),
  blob: 26,
  progress: 7,
  told: [7],
  failure: expect.objectContaining({ name: 'RangeError', message: 'no', code: 'E_NO' }),
  stream: numbers,
  lateStream: numbers,
  map: [1, 2, 3],
  nested: { echoed: 'nested', told: ['nested'], name: 'AbortError' },
  timeout: expect.objectContaining({ code: 'ERR_OXPOOL_TIMEOUT' }),
  exec: 3,
  module: 42,
  message: 21,
  native: Int8Array.of(1, 2),
  broadcast: ['all', 'all']
}

test.each(['deletes', 'replaces'])('a file that %s every global runs jobs of each kind as before', async (deed) => {
  const pool = openPool(fixture('spoils-globals.js'), 2, { workerData: { deed } })
  expect(await runEachKind(pool)).toEqual(asUsual)
  expect(pool.runSync('now')).toBe('now')
  await pool.close()
})

test.each(['Atomics.load', 'JSON.stringify', 'Math.min', 'Reflect.set'])(
  'a file that replaces %s runs jobs of each kind as before',
  async (method) => {
    const pool = openPool(fixture('spoils-globals.js'), 2, { workerData: { deed: 'replaces', method } })
    expect(await runEachKind(pool)).toEqual({ ...asUsual, exec: expect.anything() })
    await pool.close()
  }
)

test.each([
  'Map.prototype.get', 'Map.prototype.delete', 'WeakMap.prototype.delete', 'DataView.prototype.setUint32',
  'Array.prototype.push', 'Promise.prototype.then', 'Object.assign', 'Object.getOwnPropertySymbols'
])('if a file breaks %s, jobs may fail, but each settles and the pool closes', async (method) => {
  const pool = openPool(fixture('spoils-globals.js'), 2, { workerData: { deed: 'replaces', method }, abortGrace: 50 })
  pool.on('error', () => {})
  expect(Object.keys(await runEachKind(pool))).toEqual(expect.arrayContaining(Object.keys(asUsual)))
  expect(await failureOf(pool.run(new Promise(() => {})))).toMatchObject({ name: 'DataCloneError' })
  await pool.close()
})
