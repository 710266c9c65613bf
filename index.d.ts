/// <reference types="node" />

import { EventEmitter } from 'node:events'
import { ResourceLimits, Transferable, Worker, WorkerOptions } from 'node:worker_threads'

/**
 * A pool of real threads.
 *
 * A pool with a worker file runs its jobs in Node Workers. A pool with a native task, or with no task of its own, has plain Rust threads,
 * until a run names a worker file: then Workers take their place.
 *
 * @typeParam Data what `run` is called with
 * @typeParam Result what its promise resolves to
 *
 * @example
 * const pool = new WorkerPool<number, number>(path.join(__dirname, 'worker.js'))
 * const result = await pool.run(42)
 * await pool.close()
 */
export class WorkerPool<Data = any, Result = any> extends EventEmitter<WorkerPoolEvents> {
  /**
   * @param filename what a job runs: see {@link PoolOptions.filename}
   * @param threads how many threads: see {@link PoolOptions.threads}
   */
  constructor (filename: string | URL, threads?: number, options?: PoolOptions)
  /** @param filename what a job runs: see {@link PoolOptions.filename} */
  constructor (filename: string | URL, options?: PoolOptions)
  /**
   * A pool with no task of its own, unless `options.filename` says one: each run names its `filename`.
   *
   * @param threads how many threads: see {@link PoolOptions.threads}
   */
  constructor (threads?: number, options?: PoolOptions)
  /** As the other forms, with everything said in the options. */
  constructor (options?: PoolOptions)

  /** Runs `native:sort`: memory that is shared is sorted in place and comes back as the same view, else a new array comes. */
  run<T extends TypedArray> (data: Given<SortInput<T>>, options: RunOptions & { filename: 'native:sort' }): Promise<T>
  /** Runs `native:sum`: BigInt arrays give a BigInt, all others a number. */
  run<T extends TypedArray> (data: Given<T>, options: RunOptions & { filename: 'native:sum' }): Promise<SumOf<T>>
  /** Runs another task than the pool's own, so the pool's own types say nothing about it. */
  run<OtherResult = any> (data: any, options: RunOptions & ({ filename: string | URL } | { name: string })): Promise<OtherResult>
  /**
   * Runs one job. The function is called once, when a thread is free to take the job, and may return a promise: jobs that
   * wait hold no data. If it throws, the run rejects with what it threw.
   */
  run (getData: () => Data | PromiseLike<Data>, options?: RunOptions): Promise<Result>
  /**
   * Runs one job. The data is copied as `structuredClone` would; SharedArrayBuffers cross as the same memory.
   *
   * @returns settles exactly once: with the result, or with the reason why there is none
   */
  run (data: Data, options?: RunOptions): Promise<Result>

  /**
   * Runs a task over many items. Items are taken in only as fast as results are taken out, so the input may be of any length; each is
   * what `run` would be called with.
   *
   * The first error rejects the iteration, closes the input and aborts what is under way. Leaving the loop does the same without an error.
   *
   * @throws `ERR_OXPOOL_CLOSED` once the pool closes
   *
   * @example
   * for await (const result of pool.map(lines)) console.log(result)
   */
  map<OtherResult = any> (
    iterable: Iterable<any> | AsyncIterable<any>,
    options: MapOptions & ({ filename: string | URL } | { name: string })
  ): AsyncGenerator<OtherResult, void, undefined>
  map (iterable: Iterable<Given<Data>> | AsyncIterable<Given<Data>>, options?: MapOptions): AsyncGenerator<Result, void, undefined>

  /**
   * Runs a function on a thread, which gets it as source: it sees its arguments, the globals of the thread and `require`, and nothing
   * of where it was written. A thread is sent a function once.
   *
   * @returns as for `run`. A variable from outside is the `ReferenceError` that it rejects with
   * @throws `ERR_OXPOOL_OPTION` for what can't be sent: native and bound functions, classes, generators, private methods
   */
  exec<Returned> (fn: () => Returned, args?: readonly [], options?: ExecOptions): Promise<Awaited<Returned>>
  exec<Args extends any[], Returned> (
    fn: (...args: Args) => Returned, args: readonly [...Args], options?: ExecOptions
  ): Promise<Awaited<Returned>>

  /**
   * Runs one job on every live thread, which takes it before any job that waits for all.
   *
   * @returns the results, in the order of `threads`. It rejects with the first error; the jobs of the other threads go on
   * @throws `ERR_OXPOOL_OPTION` for a native task, which leaves nothing on a thread
   */
  broadcast<OtherResult = any> (data: any, options: BroadcastOptions & ({ filename: string | URL } | { name: string })): Promise<OtherResult[]>
  broadcast (data?: Given<Data>, options?: BroadcastOptions): Promise<Result[]>

  /**
   * Runs one job and blocks the calling thread until its result is there. Other jobs go on, and their promises settle afterwards.
   *
   * @throws what `run` would reject with; `ERR_OXPOOL_TIMEOUT`; `ERR_OXPOOL_DEADLOCK` where it would never return
   */
  runSync<OtherResult = any> (data: any, options: RunSyncOptions & ({ filename: string | URL } | { name: string })): OtherResult
  runSync (data: Data | (() => Data), options?: RunSyncOptions): Result

  /** The live threads: Node's own Workers, or plain threads in a pool that runs native tasks only. A new array each time. */
  get threads (): Array<Worker | PlainThread>
  /** The options in effect, frozen. */
  get options (): Readonly<PoolOptions> & { readonly threads: number, readonly abortGrace: number }
  /** How many runs have not settled. */
  get pending (): number
  /** How many runs have settled, with a result or an error. */
  get completed (): number
  /**
   * Counts since the pool was made.
   *
   * @throws `ERR_OXPOOL_CLOSED` once the pool closes
   */
  stats (): PoolStats

  /**
   * Finishes what was accepted, refuses what comes later, and ends the threads. Every call returns the same promise.
   *
   * @returns resolves when the last thread has ended
   */
  close (options?: CloseOptions): Promise<void>
  /** Rejects every job that has not settled with `ERR_OXPOOL_CLOSED`, and stops what runs. The same promise as `close`. */
  destroy (): Promise<void>
  /** `close()`, for `await using`. */
  [Symbol.asyncDispose] (): Promise<void>
  /** `close()` without waiting for it, for `using`. */
  [Symbol.dispose] (): void
}

/** The events of a {@link WorkerPool}, with what their listeners get. */
export interface WorkerPoolEvents {
  /**
   * A thread died of an uncaught error while it had no job, or a sticky broadcast failed on a thread born later. As always, without a
   * listener it is thrown.
   */
  error: [error: unknown]
  /** A worker file posted something that is no answer to a job. */
  message: [message: any]
  /** A Worker was started. Those that the constructor starts are announced before anybody can listen: see `threads`. */
  workerCreate: [worker: Worker]
  /** A Worker has ended. */
  workerDestroy: [worker: Worker]
  /** The last thread has ended. */
  close: []
}

export interface PoolOptions {
  /**
   * What a job runs: a worker file (an absolute path, a path that starts with `./` or `../` and is resolved against the current
   * directory, or a `file:` URL), or a native task (`native:sort`, `native:sum`).
   *
   * @default none: each run names one
   */
  filename?: string | URL | undefined
  /**
   * Which export of the worker file runs.
   *
   * @default the default export
   */
  name?: string | undefined
  /**
   * A name for people: plain threads are called `LABEL-SEAT`, Workers get it as their `name`.
   *
   * @default 'oxpool' for plain threads, none for Workers
   */
  label?: string | undefined
  /**
   * How many threads: a whole number from 1 to 1024.
   *
   * @default the number of cores this process may use
   */
  threads?: number | undefined
  /**
   * How long an aborted job may go on before its thread is ended and replaced, in milliseconds. `0` ends it at once,
   * `Infinity` never.
   *
   * @default 1000
   */
  abortGrace?: number | undefined
  /**
   * As in `new Worker()`.
   *
   * @default process.env
   */
  env?: WorkerOptions['env']
  /**
   * As in `new Worker()`: appended to `process.argv` of each thread.
   *
   * @default none
   */
  argv?: any[] | undefined
  /**
   * As in `new Worker()`: Node's command line options for each thread.
   *
   * @default those of this thread
   */
  execArgv?: string[] | undefined
  /**
   * As in `new Worker()`: what `workerData` is in each thread.
   *
   * @default undefined
   */
  workerData?: any
  /**
   * As in `new Worker()`: limits on each thread's heap and stack.
   *
   * @default none
   */
  resourceLimits?: ResourceLimits | undefined
  /**
   * As in `new Worker()`: closes what `fs.open()` left open when a thread ends.
   *
   * @default true
   */
  trackUnmanagedFds?: boolean | undefined
  /**
   * As in `new Worker()`: `true` keeps what a thread writes out of `process.stdout`.
   *
   * @default false
   */
  stdout?: boolean | undefined
  /**
   * As in `new Worker()`: `true` keeps what a thread writes out of `process.stderr`.
   *
   * @default false
   */
  stderr?: boolean | undefined
}

export interface RunOptions {
  /**
   * Another worker file or native task for this job.
   *
   * @default the pool's
   */
  filename?: string | URL | undefined
  /**
   * Which export of the worker file runs.
   *
   * @default the pool's `name`; with a `filename`, the default export
   */
  name?: string | undefined
  /**
   * All jobs that are `'high'` start before any that is `'normal'`, and those before any that is `'low'`. Within one
   * priority they start in the order of the calls.
   *
   * @default 'normal'
   */
  priority?: 'high' | 'normal' | 'low' | undefined
  /**
   * Rejects the job with an `AbortError`. If it is queued it never starts; if it runs, `context.signal` is raised.
   *
   * @default none
   */
  signal?: AbortSignal | undefined
  /**
   * What is moved with the data instead of being copied. Refused for native tasks.
   *
   * @default none
   */
  transferList?: readonly Transferable[] | undefined
}

/** As for `run`, but for `transferList`: what is to be moved is marked by `move()`. */
export interface MapOptions extends Omit<RunOptions, 'transferList'> {
  /**
   * How many items may have been taken in whose results have not been taken out: a whole number >= 1.
   *
   * @default as many as the pool has lately done in four milliseconds: at least two a thread, at most 1024
   */
  concurrency?: number | undefined
  /**
   * Whether results come in the order of their items, or each as soon as it is there.
   *
   * @default true
   */
  ordered?: boolean | undefined
}

/** As for `run`, but for those that say which task, and for `onProgress`: a function that is sent has nothing to tell it by. */
export type ExecOptions = Omit<RunOptions, 'filename' | 'name' | 'onProgress'>

/** As for `run`, but for `transferList` and `priority`. */
export interface BroadcastOptions extends Omit<RunOptions, 'transferList' | 'priority'> {
  /**
   * `true` has every thread that is born later run it too, before its first job, until `signal` is aborted. What goes wrong there is an
   * `'error'` event. If the broadcast rejects, it is for no later thread.
   *
   * @default false
   */
  sticky?: boolean | undefined
}

export interface RunSyncOptions extends Pick<RunOptions, 'filename' | 'name' | 'priority' | 'transferList'> {
  /**
   * After how many milliseconds the job is aborted and `ERR_OXPOOL_TIMEOUT` thrown.
   *
   * @default Infinity
   */
  timeout?: number | undefined
}

export interface CloseOptions {
  /**
   * `true` is the same as calling `destroy()`.
   *
   * @default false
   */
  force?: boolean | undefined
}

/** A thread that runs native tasks only. */
export interface PlainThread {
  /** Its place in the pool, from 0. */
  readonly seat: number
  /** What the operating system calls it. */
  readonly name: string
}

/** What `pool.stats()` gives. */
export interface PoolStats {
  /** Live threads. */
  threads: number
  /** Runs that have not settled. */
  pending: number
  /** Runs that have settled. */
  completed: number
  /** Jobs, and parts of split jobs, that a thread took. */
  jobs: number
  /** Those of them taken from another thread's deque. */
  steals: number
  /** Times a thread fell asleep. */
  parks: number
  /** Threads that look for a job now. */
  searching: number
  /** Threads asleep now. */
  asleep: number
}

/** What a worker file's function gets beside its data. */
export interface JobContext {
  /** Aborted when the submitter wants the job no more. */
  readonly signal: AbortSignal
  /** A number that no other job of the process has. */
  readonly jobId: number
  /** Node's `threadId`. */
  readonly threadId: number
}

/** What a worker file exports. */
export type Task<Data = any, Result = any> = (data: Data, context: JobContext) => Result | PromiseLike<Result>

/** Arrays that native tasks take. */
export type TypedArray =
  | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array
  | Float32Array | Float64Array | BigInt64Array | BigUint64Array

/** What `native:sort` is called with. */
export type SortInput<T extends TypedArray = TypedArray> = T | {
  data: T
  /**
   * Largest first.
   *
   * @default false
   */
  descending?: boolean | undefined
}

/** What `native:sum` gives for an array of this type. */
export type SumOf<T extends TypedArray> = T extends BigInt64Array | BigUint64Array ? bigint : number

/**
 * The native tasks: what each is called with, and what it gives.
 *
 * @example
 * type Sort = NativeTasks<Float64Array>['native:sort']
 * const pool = new WorkerPool<Sort['data'], Sort['result']>('native:sort')
 */
export interface NativeTasks<T extends TypedArray = TypedArray> {
  'native:sort': { data: SortInput<T>, result: T }
  'native:sum': { data: T, result: SumOf<T> }
}

/** Data, or a function that gives it when a thread is free to take the job. */
export type Given<Data> = Data | (() => Data | PromiseLike<Data>)

/** The codes of the errors that a pool throws and rejects with. */
export type ErrorCode =
  | 'ABORT_ERR'
  | 'ERR_OXPOOL_CLOSED'
  | 'ERR_OXPOOL_DEADLOCK'
  | 'ERR_OXPOOL_NO_TASK'
  | 'ERR_OXPOOL_OPTION'
  | 'ERR_OXPOOL_OUT_OF_MEMORY'
  | 'ERR_OXPOOL_TASK_PANIC'
  | 'ERR_OXPOOL_TIMEOUT'
  | 'ERR_OXPOOL_UNKNOWN_TASK'
  | 'ERR_OXPOOL_WORKER_CRASH'
  | 'ERR_OXPOOL_WORKER_FILE'

/** An error of the pool's own. What a task throws is not one: it arrives as it was thrown. */
export interface PoolError extends Error {
  code: ErrorCode
  /** With which code the thread ended: of `ERR_OXPOOL_WORKER_CRASH` and `ERR_OXPOOL_OUT_OF_MEMORY`. */
  exitCode?: number
  /** How far the job had come: of `ERR_OXPOOL_TIMEOUT`. */
  phase?: 'queued' | 'running'
}

/**
 * Marks an ArrayBuffer, a view on one, or a MessagePort to be moved to the other thread instead of copied. Anything else
 * is returned as it is. It counts as data and as a result, or anywhere inside in arrays and plain objects.
 */
export function move<T> (value: T): T

/** The key under which a movable value says what is moved. The same symbol as Piscina's. */
export const transferableSymbol: unique symbol
/** The key under which a movable value says what arrives. The same symbol as Piscina's. */
export const valueSymbol: unique symbol

/** A value that says for itself how it is moved. */
export interface Movable {
  readonly [transferableSymbol]: object
  readonly [valueSymbol]: unknown
}

/**
 * Starts one Worker, outside any pool.
 *
 * @param path as for `new Worker()`
 * @param callback gets `(null, message)` for every message, `(error)` for an uncaught error, and an error
 * `Worker has stopped with code N` for an exit code other than 0
 * @param workerData what `workerData` is in the Worker; `null` by default
 */
export function runWorker<Result = any> (
  path: string | URL,
  callback: (error: any, result?: Result) => void,
  workerData?: any
): Worker

/** A timer that was set. Used as an object's key, it is its `id`. */
export interface Timeout extends Disposable {
  /** A string that no other timer of the process has. It can be given to `cancelTimeout`. */
  readonly id: string
  /** Has the timer keep the process alive, as it does from the start. */
  ref (): this
  /** Lets the process end though the timer is set. */
  unref (): this
  /** Whether the timer keeps the process alive while it is set. */
  hasRef (): boolean
  /** Starts its time again from now. One that has fired is set again; one that was cancelled stays so. */
  refresh (): this
  /** Cancels the timer. */
  close (): this
  [Symbol.toPrimitive] (): string
}

/**
 * Calls back once. Never early; timers of one deadline fire in the order they were set. A callback that throws is an `uncaughtException`,
 * and the other timers still run.
 *
 * @param ms milliseconds, with fractions, up to 2^53 - 1; negative and NaN are 0, and so is the default
 * @param args for the callback
 * @throws `ERR_OXPOOL_OPTION` if `callback` is no function or `ms` no number, or too large
 */
export function setTimeout<Args extends any[]> (callback: (...args: Args) => void, ms?: number, ...args: Args): Timeout
export namespace setTimeout {
  /** What `util.promisify(setTimeout)` is. */
  const __promisify__: typeof import('./lib/timers-promises.js').setTimeout
}

/**
 * Calls back every `ms` milliseconds, without drift: ticks are multiples of `ms` after the call. Those that a busy event loop has missed are merged
 * into one.
 *
 * @param ms milliseconds, with fractions, up to 2^53 - 1; negative and NaN are 0, and so is the default
 * @param args for the callback
 * @throws `ERR_OXPOOL_OPTION` if `callback` is no function or `ms` no number, or too large
 */
export function setInterval<Args extends any[]> (callback: (...args: Args) => void, ms?: number, ...args: Args): Timeout

/**
 * Takes a timer back, also one that is due but has not been called. Anything but a timer or an id is no timer.
 *
 * @returns whether it was set; it does not fire (again)
 */
export function cancelTimeout (timeout: Timeout | string | null | undefined): boolean
export { cancelTimeout as cancelInterval, cancelTimeout as clearTimeout, cancelTimeout as clearInterval }
