// Tests the types for a program that requires the package: what compiles and what is refused. Nothing here runs. The
// file is long because it covers every public name.
import { tracingChannel } from 'node:diagnostics_channel'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import {
  type ErrorCode, type Histogram, type JobContext, type JobStream, type JobTrace, type Movable, type NativeTask,
  type NativeTasks, type PlainThread, type PoolError, type PoolOptions, type Stats, type Task, type Timeout,
  type TopkResult,
  WorkerPool, cancelInterval, cancelTimeout, clearInterval, clearTimeout, move, runWorker, setInterval, setTimeout,
  tasks, transferableSymbol, valueSymbol
} from 'oxpool'
import * as waits from 'oxpool/timers/promises'

/** Compiles only if both types are the same. `any` is the same as `any` only. */
declare function expectType<Expected> (): <Actual>(actual: Actual, ...same: Same<Expected, Actual>) => void
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? [] : [never]

// The four forms of the constructor.
expectType<WorkerPool<any, any>>()(new WorkerPool())
expectType<WorkerPool<{ i: number }, number>>()(new WorkerPool<{ i: number }, number>('./worker.js', 8))
new WorkerPool('./worker.js', 8, { label: 'numbers' })
new WorkerPool(new URL('file:///worker.mjs'), { threads: 2, name: 'twice' })
new WorkerPool('native:sort', undefined, { abortGrace: 0, timeout: 0.5 })
// @ts-expect-error a timeout is a number of milliseconds
new WorkerPool('native:sort', { timeout: '5s' })
new WorkerPool(8)
new WorkerPool(8, { filename: './worker.js' })
new WorkerPool({ filename: './worker.js', threads: 8, env: { A: 'b' }, argv: [1], execArgv: [], workerData: 1 })
new WorkerPool({ resourceLimits: { maxOldGenerationSizeMb: 64 }, trackUnmanagedFds: false, stdout: true, stderr: true })

// @ts-expect-error threads is a number
new WorkerPool('./worker.js', '8')
new WorkerPool('./worker.js', { minThreads: 0, maxThreads: 8, idleTimeout: 1000, maxQueue: 'auto', overflow: 'wait' })
new WorkerPool({ maxTasksPerWorker: 100, maxMemoryPerWorker: 1e9, niceIncrement: 10 })
new WorkerPool({ closeTimeout: Infinity, maxQueue: 5 })
// @ts-expect-error there is no such option
new WorkerPool({ workers: 1 })
// @ts-expect-error overflow has no such value
new WorkerPool({ overflow: 'drop' })
// @ts-expect-error 'auto' is the only string
new WorkerPool({ maxQueue: 'many' })
// @ts-expect-error a filename is a string or a URL object
new WorkerPool({ filename: 1 })
// @ts-expect-error the order is filename, threads, options
new WorkerPool(8, './worker.js')
// @ts-expect-error the options can't be null
new WorkerPool('./worker.js', null)

// run() with the pool's types.
const pool = new WorkerPool<{ i: number }, string>('./worker.js')
expectType<Promise<string>>()(pool.run({ i: 1 }))
expectType<Promise<string>>()(pool.run(() => ({ i: 1 })))
expectType<Promise<string>>()(pool.run(async () => ({ i: 1 }), { priority: 'high' }))
pool.run({ i: 1 }, { signal: new AbortController().signal, transferList: [new ArrayBuffer(8)] })
pool.run({ i: 1 }, { signal: undefined, priority: undefined })
// A polyfill's.
class OldSignal {
  aborted = false
  addEventListener (type: 'abort', listener: () => void) { listener() }
  removeEventListener (type: 'abort', listener: () => void) { listener() }
}
pool.run({ i: 1 }, { signal: new OldSignal() })
waits.setTimeout(5, 'value', { signal: new OldSignal() })

// @ts-expect-error the data is of another type
pool.run('1')
// @ts-expect-error getData returns another type
pool.run(() => '1')
// @ts-expect-error there is no such priority
pool.run({ i: 1 }, { priority: 'urgent' })
// @ts-expect-error there is no such option
pool.run({ i: 1 }, { retries: 3 })
// @ts-expect-error a controller is not a signal
pool.run({ i: 1 }, { signal: new AbortController() })
// @ts-expect-error the options of a run are an object
pool.run({ i: 1 }, 'high')

// Progress values, streams and nested jobs.
pool.run({ i: 1 }, { onProgress: (value) => console.log(value) })
// @ts-expect-error onProgress is a function
pool.run({ i: 1 }, { onProgress: true })
new WorkerPool('./worker.js', { concurrentTasksPerWorker: 4 })
// @ts-expect-error concurrentTasksPerWorker is a number
new WorkerPool('./worker.js', { concurrentTasksPerWorker: '4' })
expectType<JobStream<any>>()(pool.stream({ i: 1 }))
expectType<JobStream<number>>()(pool.stream<number>(async () => ({ i: 1 }), { priority: 'low' }))
expectType<JobStream<string>>()(pool.stream<string>('anything', { name: 'other' }))
// @ts-expect-error the data is of another type
pool.stream('1')
export async function consume (): Promise<number> {
  let sum = 0
  for await (const row of pool.stream<number>({ i: 1 })) sum += row
  return sum
}
export const nests: Task<number, number> = async (n, { pool, progress }) => {
  progress({ n })
  expectType<number>()(pool.threads)
  return await pool.run<number>(n - 1, { name: 'other' }) + await pool.run(n)
}
// map(), exec(), broadcast() and runSync() with the pool's types.
expectType<AsyncGenerator<string, void, undefined>>()(
  pool.map([{ i: 1 }, () => ({ i: 2 })], { concurrency: 4, ordered: false }))
expectType<AsyncGenerator<string, void, undefined>>()(pool.map((async function * () { yield { i: 1 } })()))
expectType<AsyncGenerator<number, void, undefined>>()(pool.map<number>(['anything'], { filename: './other.js' }))
expectType<Promise<number>>()(pool.exec((a: number, b: string) => a + b.length, [1, '2'], { priority: 'high' }))
expectType<Promise<number>>()(pool.exec(async () => 1))
expectType<Promise<number>>()(pool.exec((a, { seat }) => a + seat, [1]))
expectType<Promise<AbortSignal>>()(pool.exec(({ signal }) => signal, [], { onProgress: (value) => value }))
expectType<Promise<string[]>>()(pool.broadcast({ i: 1 }, { sticky: true, signal: new AbortController().signal }))
expectType<Promise<number[]>>()(pool.broadcast<number>('anything', { name: 'other' }))
pool.broadcast()
expectType<Promise<void>>()(pool.recycle())
pool.map([{ i: 1 }], { timeout: Infinity })
pool.broadcast({ i: 1 }, { timeout: 10 })
pool.stream({ i: 1 }, { timeout: 10 })
expectType<Promise<number>>()(pool.exec(() => 1, [], { timeout: 10 }))
expectType<Promise<string>>()(pool.run({ i: 1 }, { timeout: 10 }))
// @ts-expect-error a timeout is a number of milliseconds
pool.run({ i: 1 }, { timeout: '10' })
expectType<string>()(pool.runSync({ i: 1 }, { timeout: 100, priority: 'low' }))
expectType<string>()(pool.runSync(() => ({ i: 1 })))
expectType<number>()(pool.runSync<number>('anything', { filename: './other.js' }))

// @ts-expect-error the items are of another type
pool.map(['1'])
// @ts-expect-error a transferList can't be moved with every item
pool.map([{ i: 1 }], { transferList: [] })
// @ts-expect-error the argument is missing
pool.exec((a: number) => a)
// @ts-expect-error the argument is of another type
pool.exec((a: number) => a, ['1'])
// @ts-expect-error the function is the task, so there is no other task to name
pool.exec(() => 1, [], { name: 'other' })
// @ts-expect-error a broadcast waits in no queue
pool.broadcast({ i: 1 }, { priority: 'high' })
// @ts-expect-error nothing can abort the signal while the thread is blocked
pool.runSync({ i: 1 }, { signal: new AbortController().signal })
// @ts-expect-error runSync() can't await the data
pool.runSync(async () => ({ i: 1 }))

// run() with another task than the pool's own.
expectType<Promise<any>>()(pool.run('anything', { name: 'other' }))
expectType<Promise<number>>()(pool.run<number>('anything', { filename: './other.js' }))

// run() with native tasks.
const floats = new Float64Array(8)
expectType<Promise<Float64Array<ArrayBuffer>>>()(pool.run(floats, { filename: 'native:sort' }))
expectType<Promise<Float64Array<ArrayBuffer>>>()(
  pool.run({ data: floats, descending: true }, { filename: 'native:sort' }))
expectType<Promise<Float64Array<ArrayBuffer>>>()(pool.run(() => floats, { filename: 'native:sort' }))
expectType<Promise<number>>()(pool.run(floats, { filename: 'native:sum' }))
expectType<Promise<bigint>>()(pool.run(new BigInt64Array(8), { filename: 'native:sum', priority: 'low' }))

type Sort = NativeTasks<Int32Array>['native:sort']
const sorter = new WorkerPool<Sort['data'], Sort['result']>('native:sort')
expectType<Promise<Int32Array>>()(sorter.run(new Int32Array(8)))
expectType<Promise<Int32Array>>()(sorter.run({ data: new Int32Array(8), descending: true }))
// @ts-expect-error a plain array is no typed array
sorter.run([3, 1, 2])

const singles = new Float32Array(new SharedArrayBuffer(32))
const bytes = new Uint8Array(8)
expectType<Promise<Uint32Array>>()(pool.run({ data: floats, descending: true }, { filename: 'native:argsort' }))
expectType<Promise<Stats>>()(pool.run(new BigUint64Array(8), { filename: 'native:stats' }))
expectType<Promise<Float64Array>>()(
  pool.run({ data: new Int8Array(8), bins: 4, min: -1, max: 1 }, { filename: 'native:histogram' }))
expectType<Promise<number>>()(pool.run({ a: singles, b: singles }, { filename: 'native:dot' }))
expectType<Promise<number>>()(pool.run(async () => ({ a: floats, b: floats }), { filename: 'native:dot' }))
const matrices = { a: singles, b: singles, rows: 2, inner: 4, columns: 2 }
expectType<Promise<Float32Array<SharedArrayBuffer>>>()(
  pool.run({ ...matrices, out: singles }, { filename: 'native:matmul' }))
expectType<Promise<Float32Array<SharedArrayBuffer>>>()(pool.run(matrices, { filename: 'native:matmul' }))
expectType<Promise<TopkResult>>()(
  pool.run({ query: singles, vectors: singles, dims: 8, k: 1, metric: 'cosine' }, { filename: 'native:topk' }))
expectType<Promise<string>>()(pool.run({ data: 'text', algorithm: 'blake3' }, { filename: 'native:hash' }))
expectType<Promise<string>>()(
  pool.run({ data: new SharedArrayBuffer(8), algorithm: 'crc32', output: 'hex' }, { filename: 'native:hash' }))
expectType<Promise<Uint8Array>>()(
  pool.run({ data: bytes, algorithm: 'sha512', output: 'bytes' }, { filename: 'native:hash' }))
expectType<Promise<Uint8Array>>()(
  pool.run({ data: 'text', format: 'zstd', level: -7 }, { filename: 'native:compress' }))
expectType<Promise<Uint8Array>>()(
  pool.run({ data: bytes, format: 'gzip', maxOutput: 1e6 }, { filename: 'native:decompress' }))
expectType<Promise<string>>()(
  pool.run({ password: 'text', memory: 64, passes: 1, lanes: 1, salt: bytes }, { filename: 'native:argon2' }))
expectType<Promise<string>>()(pool.run({ password: 'text' }, { filename: 'native:argon2' }))
expectType<Promise<boolean>>()(pool.run({ hash: '$argon2id$', password: bytes }, { filename: 'native:argon2-verify' }))
expectType<Promise<number>>()(pool.run({ below: 100 }, { filename: 'native:primes' }))
expectType<NativeTask[]>()(tasks())
for (const { name } of tasks()) expectType<keyof NativeTasks>()(name)

// Data that a native task refuses, in the task's own pool and in another pool.
// @ts-expect-error a plain array is no typed array
pool.run([3, 1, 2], { filename: 'native:sort' })
// @ts-expect-error the bins are missing
pool.run({ data: floats, min: 0, max: 1 }, { filename: 'native:histogram' })
// @ts-expect-error there is no such task
pool.run(floats, { filename: 'native:shuffle' })
const hash = new WorkerPool<NativeTasks['native:hash']['data'], NativeTasks['native:hash']['result']>('native:hash')
hash.run({ data: 'text', algorithm: 'sha256' })
// @ts-expect-error there is no such algorithm
hash.run({ data: 'text', algorithm: 'md5' })
const search = new WorkerPool<NativeTasks['native:topk']['data'], NativeTasks['native:topk']['result']>('native:topk')
// @ts-expect-error the metric is missing
search.run({ query: floats, vectors: floats, dims: 8, k: 1 })
// @ts-expect-error integers are no vectors
search.run({ query: bytes, vectors: bytes, dims: 8, k: 1, metric: 'dot' })
type Decompress = NativeTasks['native:decompress']
const archive = new WorkerPool<Decompress['data'], Decompress['result']>('native:decompress')
// @ts-expect-error compressed data is bytes, not text
archive.run({ data: 'text', format: 'gzip' })
// @ts-expect-error there is no such task
export type Unknown = NativeTasks['native:unknown']

// Properties.
expectType<Array<Worker | PlainThread>>()(pool.threads)
expectType<number>()(pool.options.threads)
expectType<number>()(pool.options.abortGrace)
expectType<number>()(pool.options.maxQueue)
expectType<number>()(pool.options.minThreads)
expectType<number>()(pool.idleThreads)
expectType<number>()(pool.queueSize)
expectType<boolean>()(pool.needsDrain)
expectType<Promise<void>>()(pool.ready())
expectType<Promise<void>>()(pool.resize(4))
expectType<Promise<void>>()(pool.resize({ threads: 2 }))
expectType<Promise<void>>()(pool.resize({ minThreads: 1 }))
// @ts-expect-error a size is a number, or an object with limits
pool.resize('4')
// @ts-expect-error resize() changes no other option
pool.resize({ idleTimeout: 5 })
expectType<string | undefined>()(pool.options.label)
expectType<number>()(pool.pending)
expectType<number>()(pool.completed)
expectType<number>()(pool.stats().steals)
expectType<void>()(pool.resetStats())
// @ts-expect-error nothing can be chosen
pool.resetStats('wait')
expectType<number>()(pool.cancelQueued())
expectType<number>()(pool.cancelQueued(new Error('never mind')))
// @ts-expect-error there is one reason
pool.cancelQueued('one', 'another')
expectType<number>()(pool.duration)
expectType<number>()(pool.utilization)
expectType<boolean>()(pool.options.recordTiming)
expectType<Histogram | undefined>()(pool.stats().wait)
expectType<number | undefined>()(pool.stats().run?.p99_9)
for (const worker of pool.stats().workers) {
  if (worker.kind === 'script') {
    expectType<number>()(worker.heap.used + worker.threadId + worker.eventLoopUtilization.utilization)
  } else expectType<string>()(worker.name)
  // @ts-expect-error plain threads have no heap
  expectType<number>()(worker.heap.used)
}
new WorkerPool({ recordTiming: false })
expectType<() => Promise<void>>()(pool.trace('trace.json'))
pool.trace(new URL('file:///trace.json'))
// @ts-expect-error a file is a string or a URL object
pool.trace(1)
// @ts-expect-error a trace needs a file
pool.trace()
tracingChannel<unknown, JobTrace>('oxpool:job').asyncEnd.subscribe((job) =>
  expectType<number | undefined>()((job as JobTrace).ran))
// @ts-expect-error recordTiming is a boolean
new WorkerPool({ recordTiming: 'yes' })
// @ts-expect-error the property is read-only
pool.utilization = 1
// @ts-expect-error the property is read-only
pool.pending = 0
// @ts-expect-error the options are read-only
pool.options.threads = 2

// Life cycle.
expectType<Promise<void>>()(pool.close())
expectType<Promise<void>>()(pool.close({ force: true }))
expectType<Promise<void>>()(pool.destroy())
// @ts-expect-error force is a boolean
pool.close({ force: 'yes' })
export async function dispose () {
  using native = new WorkerPool('native:sum')
  await using scripts = new WorkerPool('./worker.js')
  await Promise.all([native.run(floats), scripts.run(1)])
}

// Events.
pool.on('message', (message) => expectType<any>()(message))
pool.on('error', (error) => expectType<unknown>()(error))
pool.once('workerCreate', (worker) => expectType<number>()(worker.threadId))
pool.off('workerDestroy', (worker) => expectType<Worker>()(worker))
pool.on('close', () => {})
pool.on('drain', () => {}).on('needsDrain', () => {})
expectType<boolean>()(pool.emit('error', new Error('of your own')))
// @ts-expect-error the argument of this event is a Worker
pool.emit('workerDestroy', 1)
// @ts-expect-error this event has no argument
pool.once('drain', (value: number) => value)
// @ts-expect-error this listener gets a Worker
pool.off('workerDestroy', (worker: number) => worker)
// @ts-expect-error this listener gets a Worker
pool.on('workerCreate', (worker: string) => worker)
// @ts-expect-error this event has no argument
pool.on('close', (reason: string) => reason)

// Worker files.
export const twice: Task<number, number> = (data, { signal, jobId, threadId }) =>
  signal.aborted ? 0 : data * 2 + jobId + threadId
export const slow: Task<string, string> = async (data, context: JobContext) => data + context.jobId
// @ts-expect-error the context is read-only
export const wrong: Task = (data, context) => { context.jobId = 1 }

// Errors.
export function isCrash (error: PoolError): boolean {
  expectType<ErrorCode>()(error.code)
  expectType<'thread' | 'memory' | 'file' | undefined>()(error.resource)
  expectType<number | undefined>()(error.exitCode)
  expectType<string | undefined>()(error.task)
  expectType<string | undefined>()(error.pool)
  // @ts-expect-error there is no such code
  if (error.code === 'ERR_OXPOOL') return false
  return error.code === 'ERR_OXPOOL_WORKER_CRASH'
}

// Moving.
expectType<ArrayBuffer>()(move(new ArrayBuffer(8)))
export const movable: Movable = { [transferableSymbol]: floats.buffer, [valueSymbol]: floats }

// runWorker().
expectType<Worker>()(runWorker('./worker.js', (error, result) => { if (error) throw error; expectType<any>()(result) }))
runWorker<number>('./worker.js', (_error, result) => expectType<number | undefined>()(result), { any: 'data' })
// @ts-expect-error a callback is needed
runWorker('./worker.js')

// Timers.
const timeout = setTimeout(() => {}, 0.25)
expectType<Timeout>()(timeout)
expectType<Timeout>()(setTimeout(() => {}))
expectType<Timeout>()(setInterval(() => {}, undefined))
setTimeout((text, count) => { expectType<string>()(text); expectType<number>()(count) }, 5, 'text', 1)
setInterval(async (text: string) => text, 5, 'text')
// @ts-expect-error a callback is needed
setTimeout()
// @ts-expect-error a string of code is no callback
setTimeout('code', 5)
// @ts-expect-error a delay is a number
setTimeout(() => {}, '5')
// @ts-expect-error a delay can't be null
setInterval(() => {}, null)
// @ts-expect-error the callback takes a string
setTimeout((text: string) => text, 5, 1)
// @ts-expect-error the argument is missing
setTimeout((text: string) => text, 5)

expectType<string>()(timeout.id)
expectType<Timeout>()(timeout.ref().unref().refresh().close())
expectType<boolean>()(timeout.hasRef())
expectType<string>()(`${timeout}`)
// @ts-expect-error the id is read-only
timeout.id = 'timeout-1-1'

expectType<boolean>()(cancelTimeout(timeout))
expectType<typeof cancelTimeout>()(cancelInterval)
expectType<typeof cancelTimeout>()(clearTimeout)
expectType<typeof cancelTimeout>()(clearInterval)
cancelTimeout(timeout.id)
cancelTimeout(undefined)
cancelTimeout(null)
// @ts-expect-error an id is a string
cancelTimeout(1)
// @ts-expect-error a timer of Node's is not a Timeout of this package
cancelTimeout(globalThis.setTimeout(() => {}, 5))

// Timers as promises.
expectType<Promise<void>>()(waits.setTimeout())
expectType<Promise<string>>()(waits.setTimeout(5, 'value', { signal: new AbortController().signal, ref: false }))
expectType<AsyncGenerator<number, void, void>>()(waits.setInterval(5, 1, { signal: undefined }))
expectType<Promise<void>>()(waits.scheduler.wait(5, { ref: true }))
expectType<Promise<string>>()(promisify(setTimeout)(5, 'value', { ref: false }))
export async function wait () {
  using timer = setTimeout(() => {}, 5)
  for await (const value of waits.setInterval(5, 'value')) expectType<string>()(value)
  return timer
}
// @ts-expect-error there is no such option
waits.setTimeout(5, 1, { unref: true })
// @ts-expect-error a controller is not a signal
waits.scheduler.wait(5, { signal: new AbortController() })
// @ts-expect-error the delay comes first
waits.scheduler.wait({ ref: true })

export const options: PoolOptions = { threads: 2 }
