// Tests pool.exec(), which sends a function as its source and runs it on a thread.
'use strict'

const path = require('node:path')
const { threadId } = require('node:worker_threads')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { move } = require('../../index.js')

const shorthand = {
  method (a, b) { return a + b },
  async asyncMethod (a, b) { return a + b },
  'quoted name' (a, b) { return a + b },
  async (a, b) { return a + b },
  [`computed${1}`] (a, b) { return a + b },
  [Symbol.toPrimitive] (a, b) { return a + b },
  get seven () { return 7 },
  set seven (value) { if (value !== 3) throw new Error(`It is ${value}`) },
  get (a, b) { return a + b }
}

class Adder {
  static add (a, b) { return a + b }
  add (a, b) { return a + b }
}

test.each([
  ['a function', function (a, b) { return a + b }],
  ['a named function', function add (a, b) { return a + b }],
  ['an async function', async function (a, b) { return a + b }],
  ['an arrow function', (a, b) => a + b],
  ['an async arrow function', async (a, b) => a + b],
  ['an arrow function with a comment', (a, b) => /* the sum */ a + b],
  ['a method', shorthand.method],
  ['an async method', shorthand.asyncMethod],
  ['a method whose name is no identifier', shorthand['quoted name']],
  ['a method called async', shorthand.async],
  ['a method called get', shorthand.get],
  ['a method whose name is a symbol', shorthand[Symbol.toPrimitive]],
  ['a getter', Object.getOwnPropertyDescriptor(shorthand, 'seven').get],
  ['a static method', Adder.add],
  ['a method of a class', new Adder().add],
  // eslint-disable-next-line no-new-func
  ['a function made by Function()', new Function('a', 'b', 'return a + b // the sum')]
])('exec() runs %s', async (_, fn) => {
  expect(await openPool(2).exec(fn, [3, 4])).toBe(7)
})

test('exec() runs a setter', async () => {
  const { set } = Object.getOwnPropertyDescriptor(shorthand, 'seven')
  expect(await openPool(1).exec(set, [3])).toBe(undefined)
  expect(await failureOf(openPool(1).exec(set, [4]))).toMatchObject({ message: 'It is 4' })
})

test('the function runs on a thread of the pool', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const id = await pool.exec(() => require('node:worker_threads').threadId)
  expect(id).not.toBe(threadId)
  expect(id).toBe(pool.threads[0].threadId)
})

test('exec() needs no arguments', async () => {
  expect(await openPool(1).exec(() => 7)).toBe(7)
})

test('the function gets the context of its job after its arguments', async () => {
  const pool = openPool(1)
  const told = await pool.exec((a, b, { jobId, threadId, seat, signal }) => {
    return { sum: a + b, jobId: typeof jobId, threadId, seat, isAborted: signal.aborted }
  }, [3, 4])
  const { threadId } = pool.threads[0]
  expect(told).toEqual({ sum: 7, jobId: 'number', threadId, seat: 0, isAborted: false })
  expect(await pool.exec((...all) => all.length)).toBe(1)
})

test('the function tells progress, and hears its abort', async () => {
  const pool = openPool(1, { abortGrace: Infinity })
  const controller = new AbortController()
  const heard = []
  const run = failureOf(pool.exec(({ progress, signal }) => new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(globalThis.reason = signal.reason))
    progress('ready')
  }), [], { signal: controller.signal, onProgress: (value) => heard.push(value) && controller.abort('enough') }))
  expect(await run).toMatchObject({ code: 'ABORT_ERR', cause: 'enough' })
  expect(heard).toEqual(['ready'])
  expect(await pool.exec(() => globalThis.reason)).toBe('enough')
})

test('the function may call itself by its own name', async () => {
  function factorial (n) { return n < 2 ? 1 : n * factorial(n - 1) }
  expect(await openPool(1).exec(factorial, [10])).toBe(3628800)
})

test('the function may use require and import()', async () => {
  const pool = openPool(1)
  expect(await pool.exec((text) => require('node:path').basename(text), ['/a/b'])).toBe('b')
  expect(await pool.exec(async (text) => (await import('node:path')).basename(text), ['/a/b'])).toBe('b')
})

test('require resolves from the current directory', async () => {
  const file = `./${path.relative(process.cwd(), fixture('doubles.js'))}`
  expect(await openPool(1).exec((file) => require(file)(21), [file])).toBe(42)
})

test('a function is strict only if it says so itself', async () => {
  const pool = openPool(1)
  expect(await pool.exec(function () { return this === undefined })).toBe(false)
  expect(await pool.exec(function () { 'use strict'; return this === undefined })).toBe(true)
})

test('super in a method is that of a plain object', async () => {
  class Heir extends Adder {
    hasAdd () { return 'add' in super.constructor.prototype }
  }
  const heir = new Heir()
  expect(heir.hasAdd()).toBe(true)
  expect(await openPool(1).exec(heir.hasAdd)).toBe(false)
})

test('a variable of an outer scope is not sent: the job rejects with a ReferenceError', async () => {
  const outside = 7
  const error = await failureOf(openPool(1).exec(() => outside))
  expect(error).toMatchObject({ name: 'ReferenceError', message: 'outside is not defined' })
})

test('an error that the function throws rejects the job', async () => {
  const error = await failureOf(openPool(1).exec(() => { throw new RangeError('no') }))
  expect(error).toMatchObject({ name: 'RangeError', message: 'no' })
})

test('arguments and the result are copied or shared like the data of a job', async () => {
  const pool = openPool(2)
  const value = new Map([['key', [1n, new Date(0), undefined]]])
  expect(await pool.exec((map) => map, [value])).toEqual(value)
  expect((await failureOf(pool.exec((value) => value, [() => {}]))).name).toBe('DataCloneError')
  const shared = new Int32Array(new SharedArrayBuffer(4))
  await pool.exec((cells) => { cells[0] = 7 }, [shared])
  expect(shared[0]).toBe(7)
})

test('arguments may be moved', async () => {
  const pool = openPool(1)
  const [one, other] = [new ArrayBuffer(8), new ArrayBuffer(4)]
  expect(await pool.exec((buffer) => buffer.byteLength, [one], { transferList: [one] })).toBe(8)
  expect(await pool.exec((buffer) => buffer.byteLength, [move(other)])).toBe(4)
  expect([one.byteLength, other.byteLength]).toEqual([0, 0])
})

test('each thread makes its own copy of a function once', async () => {
  const pool = openPool(1)
  const fn = () => {
    globalThis.made ??= new Set()
    globalThis.made.add(globalThis.current)
    return globalThis.made.size
  }
  const counter = () => (globalThis.count = (globalThis.count ?? 0) + 1)
  const runs = [pool.exec(fn), pool.exec(counter), pool.exec(counter), pool.exec(fn)]
  expect(await Promise.all(runs)).toEqual([1, 1, 2, 1])
})

test('a replacement thread gets the functions that were sent before it started', async () => {
  const pool = openPool(1)
  const twice = (number) => number * 2
  expect(await pool.exec(twice, [1])).toBe(2)
  const error = await failureOf(pool.exec(() => process.exit(3)))
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 3 })
  expect(await pool.exec(twice, [2])).toBe(4)
})

test('exec() works in a pool with a worker file, and in one with a native task', async () => {
  const scripts = openPool(fixture('doubles.js'), 2)
  expect(await Promise.all([scripts.run(1), scripts.exec((x) => x * 10, [1])])).toEqual([2, 10])
  const natives = openPool('native:sum', 2)
  const sums = [
    natives.run(new Int8Array([1, 2])), natives.exec((x) => x * 10, [1]), natives.run(new Int8Array([3, 4]))
  ]
  expect(await Promise.all(sums)).toEqual([3, 10, 7])
})

test('exec() takes a priority', async () => {
  const { pool, gate } = await openHeldPool(fixture('echo.js'), 1)
  const order = []
  const log = (name) => order.push(name)
  const runs = [
    pool.exec((x) => x, ['low'], { priority: 'low' }).then(log),
    pool.exec((x) => x, ['high'], { priority: 'high' }).then(log)
  ]
  gate.open()
  await Promise.all(runs)
  expect(order).toEqual(['high', 'low'])
})

test('exec() takes a signal', async () => {
  const { pool } = await openHeldPool(fixture('echo.js'), 1)
  const controller = new AbortController()
  const run = pool.exec(() => 1, [], { signal: controller.signal })
  controller.abort('enough')
  expect(await failureOf(run)).toMatchObject({ name: 'AbortError', cause: 'enough' })
})

test('exec() on a closed pool rejects with ERR_OXPOOL_CLOSED', async () => {
  const pool = openPool(1)
  await pool.close()
  expect((await failureOf(pool.exec(() => 1))).code).toBe('ERR_OXPOOL_CLOSED')
})
