/// <reference types="node" />

import { EventEmitter } from 'node:events'
import { EventLoopUtilization } from 'node:perf_hooks'
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
  /** Runs `native:matmul`: the product is of the same kind as what is multiplied. */
  run<T extends FloatArray> (data: Given<MatmulInput<T>>, options: RunOptions & { filename: 'native:matmul' }): Promise<T>
  /** Runs `native:hash`: digits, or with `output: 'bytes'` an array. */
  run<Output extends 'hex' | 'bytes' = 'hex'> (data: Given<HashInput<Output>>, options: RunOptions & { filename: 'native:hash' }): Promise<HashOf<Output>>
  /** Runs a native task: see {@link NativeTasks}. */
  run<Name extends keyof NativeTasks> (data: Given<NativeTasks[Name]['data']>, options: RunOptions & { filename: Name }): Promise<NativeTasks[Name]['result']>
  /** Runs another task than the pool's own, so the pool's own types say nothing about it. */
  run<OtherResult = any, File extends string | URL = string | URL> (
    data: any,
    options: RunOptions & ({ filename: NotNative<File> } | { name: string, filename?: NotNative<File> | undefined })
  ): Promise<OtherResult>
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
   * Iterates over what the task yields, a generator function or any that returns an async iterable, or an iterator that can be iterated; any other yields its one result. The job starts when the first value
   * is asked for, and is at most 16 values, or a megabyte, ahead of its consumer. One that leaves early has the generator return.
   *
   * @throws `ERR_OXPOOL_CLOSED` once the pool closes, `ERR_OXPOOL_OPTION` for a mistake in the options, and `ERR_OXPOOL_NO_TASK` or `ERR_OXPOOL_UNKNOWN_TASK` for a task that
   * is not there
   */
  stream<Value = any> (data: Given<Data>, options?: RunOptions): JobStream<Value>
  /** Iterates over what another task than the pool's own yields. */
  stream<Value = any> (data: any, options: RunOptions & ({ filename: string | URL } | { name: string })): JobStream<Value>

  /**
   * Runs a task over many items. Items are taken in only as fast as results are taken out, so the input may be of any length; each is
   * what `run` would be called with.
   *
   * The first error rejects the iteration, closes the input and aborts what is under way. Leaving the loop does the same without an error.
   *
   * @throws `ERR_OXPOOL_CLOSED` once the pool closes, `ERR_OXPOOL_OPTION` for a mistake in the arguments, and `ERR_OXPOOL_NO_TASK` or `ERR_OXPOOL_UNKNOWN_TASK` for a task that
   * is not there
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

  /**
   * Resolves when the queue has room for another job: at once if it has, and always in a pool without `maxQueue`. Rejects with
   * `ERR_OXPOOL_CLOSED` when the pool closes.
   */
  ready (): Promise<void>
  /**
   * Changes `minThreads` and `maxThreads`; a number is both, and one that is not given stays, or follows the other. Threads that are one too many leave when
   * they have done what they have in hand.
   *
   * @returns resolves when there are as many threads as that says, or the pool has closed
   * @throws `ERR_OXPOOL_OPTION`
   */
  resize (size: number | { threads: number } | PoolSize): Promise<void>

  /**
   * The live threads: Node's own Workers, or plain threads in a pool that runs native tasks only. Those that have been told to leave are not in it. A
   * new array each time.
   */
  get threads (): Array<Worker | PlainThread>
  /** How many of them have no job in hand, and will have none of those that wait. */
  get idleThreads (): number
  /** How many jobs no thread has taken yet. */
  get queueSize (): number
  /** Whether producers should pause: `true` from when the queue was full until no job waits. */
  get needsDrain (): boolean
  /** The options in effect, frozen; after `resize` they are others. */
  get options (): Readonly<PoolOptions> & {
    readonly threads: number,
    readonly minThreads: number,
    readonly maxThreads: number,
    readonly concurrentTasksPerWorker: number,
    readonly abortGrace: number,
    readonly recordTiming: boolean
  }
  /** How many runs have not settled. */
  get pending (): number
  /** How many runs have settled, with a result or an error. */
  get completed (): number
  /** Milliseconds since the pool was made. */
  get duration (): number
  /** For which part of `duration` × `maxThreads` threads have had jobs: from 0 to 1, or `NaN` with `recordTiming: false`. */
  get utilization (): number
  /**
   * What was counted and timed since the pool was made.
   *
   * @throws `ERR_OXPOOL_CLOSED` once the pool closes
   */
  stats (): PoolStats
  /**
   * Writes what the threads do to a file, in Chrome's trace-event format, which Perfetto opens: a lane for each thread, a slice for each job with its wait, and for each part of
   * a native job that another thread has taken.
   *
   * @param file a path or a `file:` URL. It is made, or made empty, at once
   * @returns what ends the trace: it resolves when the file is whole, and rejects if it could not be written. So does closing the pool, with an `error` event in the second case
   * @throws `ERR_OXPOOL_OPTION`, `ERR_OXPOOL_CLOSED`, and Node's own error if the file can't be made
   */
  trace (file: string | URL): () => Promise<void>

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
   * A thread died of an uncaught error while it had no job, a sticky broadcast failed on a thread born later, or a trace that nobody has stopped could not be written. As
   * always, without a listener it is thrown.
   */
  error: [error: unknown]
  /** A worker file posted something that is no answer to a job. */
  message: [message: any]
  /** A Worker has become one of the pool's threads. */
  workerCreate: [worker: Worker]
  /** One of the pool's Workers has ended. */
  workerDestroy: [worker: Worker]
  /** The queue is full. Not emitted again before `drain`. */
  needsDrain: []
  /** After `needsDrain`: no job waits any more. */
  drain: []
  /** The last thread has ended. */
  close: []
}

/** How many threads a pool has. */
export interface PoolSize {
  /**
   * As many threads there are always: a whole number from 0 to 1024.
   *
   * @default the number of cores this process may use, or `maxThreads` if that is less
   */
  minThreads?: number | undefined
  /**
   * As many threads there are at the most: a whole number from 1 to 1024. Those above `minThreads` are started when jobs need them.
   *
   * @default the number of cores this process may use, or `minThreads` if that is more
   */
  maxThreads?: number | undefined
}

export interface PoolOptions extends PoolSize {
  /**
   * What a job runs: a worker file (an absolute path, a path that starts with `./` or `../` and is resolved against the current
   * directory, or a `file:` URL), or a native task: see {@link NativeTasks}.
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
   * How many threads: `minThreads` and `maxThreads` in one, and refused beside them. A whole number from 1 to 1024.
   *
   * @default the number of cores this process may use
   */
  threads?: number | undefined
  /**
   * How many jobs a Worker has in hand at a time: one whose handler has returned a promise takes further ones up to this limit, a whole number >= 1.
   * Files that listen to messages have one job at a time, whatever it is.
   *
   * @default 1
   */
  concurrentTasksPerWorker?: number | undefined
  /**
   * A thread above `minThreads` that has had no job for so many milliseconds leaves.
   *
   * @default Infinity
   */
  idleTimeout?: number | undefined
  /**
   * How many jobs may wait, beside those that `maxThreads` threads may have in hand. `'auto'` is the square of `maxThreads`.
   *
   * @default Infinity
   */
  maxQueue?: number | 'auto' | undefined
  /**
   * What becomes of a run that finds the queue full: it rejects with `ERR_OXPOOL_QUEUE_FULL`, or it is held back and comes in, in its
   * order, when there is room. Its data is not cloned before.
   *
   * @default 'reject'
   */
  overflow?: 'reject' | 'wait' | undefined
  /**
   * A thread is replaced when it has taken so many jobs.
   *
   * @default Infinity
   */
  maxTasksPerWorker?: number | undefined
  /**
   * A thread whose JavaScript heap is larger than so many bytes, garbage included, is replaced between jobs.
   *
   * @default Infinity
   */
  maxMemoryPerWorker?: number | undefined
  /**
   * How far the pool's threads stand back for others that want their core: added to the niceness of each, up to 19. Linux only; without effect elsewhere.
   *
   * @default 0
   */
  niceIncrement?: number | undefined
  /**
   * A `close()` that takes longer than so many milliseconds becomes a `destroy()`.
   *
   * @default Infinity
   */
  closeTimeout?: number | undefined
  /**
   * Whether the pool knows how long its jobs wait and run: for `utilization` and `stats()`.
   *
   * @default true
   */
  recordTiming?: boolean | undefined
  /**
   * The `timeout` of runs that name none, in milliseconds.
   *
   * @default Infinity
   */
  timeout?: number | undefined
  /**
   * How long a job that was aborted or has timed out may go on before its thread is ended and replaced, in milliseconds. `0` ends it at once,
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
   * How many milliseconds the job may take from the call; fractions count. Then it rejects with `ERR_OXPOOL_TIMEOUT`: queued, it never starts; running,
   * `context.signal` is raised, by a thread that measures the time whatever the caller does.
   *
   * @default the pool's `timeout`
   */
  timeout?: number | undefined
  /**
   * Called with each value that the task tells by `context.progress(value)`: in order, before the promise settles, and never after. What it throws is an
   * `uncaughtException`.
   *
   * @default none
   */
  onProgress?: ((value: any) => void) | undefined
  /**
   * What is moved with the data instead of being copied. For a native task: ArrayBuffers that its arrays lie in.
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

/** As for `run`, but for what its event loop would have to hear of while it is blocked. */
export interface RunSyncOptions extends Pick<RunOptions, 'filename' | 'name' | 'priority' | 'transferList' | 'timeout'> {}

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
  /** The pool's `label`, if it has one. */
  label: string | undefined
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
  /** Native jobs that hold a lease on the memory they touch. */
  leases: {
    /** Those that have it: they run, or wait for a thread. */
    out: number
    /** Those that wait until earlier jobs have given back what they need. */
    waiting: number
  }
  /** As `pool.queueSize`. */
  queueSize: number
  /** As `pool.duration`. */
  duration: number
  /** As `pool.utilization`. */
  utilization: number
  /** How long jobs waited, from the call until a thread began with them. Not there with `recordTiming: false`. */
  wait: Histogram | undefined
  /** How long they ran, from there until their outcome was handed in. Not there with `recordTiming: false`. */
  run: Histogram | undefined
  /** Each of the live threads, in the order of `pool.threads`. */
  workers: Array<ScriptWorkerStats | NativeWorkerStats>
}

/**
 * What the tracing channel `oxpool:job` of `node:diagnostics_channel` publishes of a job: one object, which is filled as the job goes on.
 */
export interface JobTrace {
  /** The pool's `label`. */
  pool: string | undefined
  /** No other job that this thread has submitted has it. */
  id: number
  /** `native:NAME`, the URL of the worker file with `#NAME` behind it, or `exec`. */
  task: string
  priority: 'high' | 'normal' | 'low'
  /** That of the Worker which has run it. Not there before it has, nor if a plain thread has, or in a nested job. */
  threadId: number | undefined
  /** For how many milliseconds it has waited, once it has ended; not there with `recordTiming: false`. */
  waited: number | undefined
  /** For how many milliseconds it has run. */
  ran: number | undefined
  /** What its promise is fulfilled with. */
  result?: any
  /** What its promise is rejected with. */
  error?: unknown
}

/** Times in milliseconds, each true to a hundredth, and 0 if there is none. */
export interface Histogram {
  /** How many there are. */
  count: number
  min: number
  max: number
  mean: number
  stddev: number
  p0_001: number
  p0_01: number
  p0_1: number
  p1: number
  p2_5: number
  p10: number
  p25: number
  p50: number
  p75: number
  p90: number
  p97_5: number
  p99: number
  p99_9: number
  p99_99: number
  p99_999: number
}

/** What was counted on one place of a pool, of all the threads that have had it. */
export interface WorkerStats {
  /** The place. */
  seat: number
  /** Jobs, and parts of split jobs, that its threads took. */
  jobs: number
  /** Those of them taken from another thread's deque. */
  steals: number
  /** Times it fell asleep. */
  parks: number
  /** For how many milliseconds it had jobs that had begun; 0 with `recordTiming: false`. */
  busy: number
}

export interface ScriptWorkerStats extends WorkerStats {
  kind: 'script'
  /** That of the Worker. */
  threadId: number
  /** What Node says of the thread's event loop. */
  eventLoopUtilization: EventLoopUtilization
  /** Bytes, as of when the thread's event loop last had a turn. */
  heap: {
    /** In use, garbage included. */
    used: number
    /** Reserved. */
    total: number
    /** Outside of the heap, for ArrayBuffers and the like. */
    external: number
  }
}

export interface NativeWorkerStats extends WorkerStats {
  kind: 'native'
  /** That of the plain thread. */
  name: string
}

/** What `pool.stream` gives: values as its consumer takes them. */
export interface JobStream<Value = any> extends AsyncIterableIterator<Value, any, undefined> {
  next (): Promise<IteratorResult<Value, any>>
  /** Has the generator return, and waits for that. Rejects with what its `finally` blocks throw. */
  return (value?: any): Promise<IteratorResult<Value, any>>
  /** As `return`, and rejects with the error. */
  throw (error?: any): Promise<IteratorResult<Value, any>>
  [Symbol.asyncIterator] (): this
  [Symbol.asyncDispose] (): Promise<void>
}

/** The pool that runs a job, as the job itself uses it. */
export interface NestedPool {
  /** How many threads the pool is for. */
  readonly threads: number
  /**
   * Submits a job to the same pool; without a `filename` and `name` it runs the pool's own task. While the submitting job waits, its thread runs others: those that
   * it submitted itself first.
   *
   * @returns settles as that of `WorkerPool.run` does
   */
  run<Result = any> (data: any, options?: RunOptions): Promise<Result>
}

/** What a worker file's function gets beside its data. */
export interface JobContext {
  /** Aborted when the submitter wants the job no more. Its properties are up to date even in a loop that never yields. */
  readonly signal: AbortSignal
  /**
   * Tells the submitter something, for its `onProgress`. Nothing happens once the job has settled.
   *
   * @throws a `DataCloneError` if the value can't be cloned
   */
  progress (value: any): void
  /** Submits jobs to the pool that runs this one. */
  readonly pool: NestedPool
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

/** Arrays of what vectors and matrices are made of. */
export type FloatArray = Float32Array | Float64Array

/** Memory whose bytes a native task reads: a Buffer, any typed array, a DataView, or a buffer itself. */
export type Bytes = ArrayBufferView | ArrayBufferLike

/** What `native:sort` and `native:argsort` are called with. */
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

/** What `native:stats` gives. Of no elements, or if one is NaN, all but the count are NaN. */
export interface Stats {
  count: number
  min: number
  max: number
  mean: number
  /** The population's: squared distances from the mean, divided by the count. */
  variance: number
}

/** What `native:histogram` is called with. */
export interface HistogramInput {
  data: TypedArray
  /** How many bins: a whole number from 1 to 2^22. */
  bins: number
  /** Where the first bin begins: a finite number. */
  min: number
  /** Where the last bin ends: a finite number above `min`. It lies in that bin. */
  max: number
}

/** What `native:dot` is called with: two arrays of one kind and one length. */
export interface DotInput<T extends FloatArray = FloatArray> {
  a: T
  b: T
}

/** What `native:matmul` is called with: matrices row after row, all of one kind. */
export interface MatmulInput<T extends FloatArray = FloatArray> {
  /** `rows` times `inner` elements. */
  a: T
  /** `inner` times `columns` elements. */
  b: T
  rows: number
  inner: number
  columns: number
  /**
   * Where the product goes: `rows` times `columns` elements. It is the result, too.
   *
   * @default a new array
   */
  out?: T | undefined
}

/** What `native:topk` is called with: arrays of one kind. */
export interface TopkInput<T extends FloatArray = FloatArray> {
  /** One vector: `dims` elements. */
  query: T
  /** Vectors one after the other. */
  vectors: T
  /** How many elements a vector has. */
  dims: number
  /** How many vectors are wanted. */
  k: number
  /** How alike vectors are: the cosine of their angle, their product, or their Euclidean distance. */
  metric: 'cosine' | 'dot' | 'l2'
}

/** What `native:topk` gives, best first. */
export interface TopkResult {
  /** The places of the vectors. */
  indices: Uint32Array
  /** Their cosines, products or distances. */
  scores: Float64Array
}

/** What `native:hash` is called with. */
export interface HashInput<Output extends 'hex' | 'bytes' = 'hex' | 'bytes'> {
  /** A string counts as its UTF-8. */
  data: Bytes | string
  algorithm: 'blake3' | 'sha256' | 'sha512' | 'xxh3' | 'crc32'
  /** @default 'hex' */
  output?: Output | undefined
}

/** What `native:hash` gives for an output. */
export type HashOf<Output extends 'hex' | 'bytes'> = Output extends 'bytes' ? Uint8Array : string

/** What `native:compress` is called with. */
export interface CompressInput {
  /** A string counts as its UTF-8. */
  data: Bytes | string
  format: 'gzip' | 'zstd' | 'lz4'
  /**
   * How hard to try: for gzip 0 to 9, for zstd -7 to 22. lz4 has no levels.
   *
   * @default 6 for gzip, 3 for zstd
   */
  level?: number | undefined
}

/** What `native:decompress` is called with. */
export interface DecompressInput {
  data: Bytes
  format: 'gzip' | 'zstd' | 'lz4'
  /**
   * How many bytes may come out.
   *
   * @default 2^30
   */
  maxOutput?: number | undefined
}

/** What `native:argon2` is called with. */
export interface Argon2Input {
  /** A string counts as its UTF-8. */
  password: Bytes | string
  /** In KiB: at least 8 for each lane, and at most 4 GiB. */
  memory: number
  /** How often the memory is gone over. */
  passes: number
  /** Into how many parts the memory is divided. */
  lanes: number
  /**
   * 8 to 48 bytes.
   *
   * @default 16 random bytes
   */
  salt?: Bytes | undefined
}

/** What `native:argon2-verify` is called with. */
export interface Argon2VerifyInput {
  /** A PHC string, as `native:argon2` gives it. */
  hash: string
  password: Bytes | string
}

/**
 * The native tasks: what each is called with, and what it gives.
 *
 * @example
 * type Sort = NativeTasks<Float64Array>['native:sort']
 * const pool = new WorkerPool<Sort['data'], Sort['result']>('native:sort')
 */
export interface NativeTasks<T extends TypedArray = TypedArray> {
  'native:sort': { data: SortInput<T>, result: T }
  'native:argsort': { data: SortInput<T>, result: Uint32Array }
  'native:sum': { data: T, result: SumOf<T> }
  'native:stats': { data: T, result: Stats }
  'native:histogram': { data: HistogramInput, result: Float64Array }
  'native:dot': { data: DotInput, result: number }
  'native:matmul': { data: MatmulInput<Extract<T, FloatArray>>, result: Extract<T, FloatArray> }
  'native:topk': { data: TopkInput, result: TopkResult }
  'native:hash': { data: HashInput, result: string | Uint8Array }
  'native:compress': { data: CompressInput, result: Uint8Array }
  'native:decompress': { data: DecompressInput, result: Uint8Array }
  'native:argon2': { data: Argon2Input, result: string }
  'native:argon2-verify': { data: Argon2VerifyInput, result: boolean }
  'native:primes': { data: { below: number }, result: number }
}

/** A file, unless it is the name of a native task: that one's data is known. */
export type NotNative<File extends string | URL> = File extends `native:${string}` ? never : File

/** A native task, in words. Its types are in {@link NativeTasks}. */
export interface NativeTask {
  name: keyof NativeTasks
  /** What it is called with. */
  input: string
  /** What it gives. */
  result: string
}

/** The native tasks there are. */
export function tasks (): NativeTask[]

/** Data, or a function that gives it when a thread is free to take the job. */
export type Given<Data> = Data | (() => Data | PromiseLike<Data>)

/** The codes of the errors that a pool throws and rejects with. */
export type ErrorCode =
  | 'ABORT_ERR'
  | 'ERR_OXPOOL_ADDON'
  | 'ERR_OXPOOL_CLOSED'
  | 'ERR_OXPOOL_DEADLOCK'
  | 'ERR_OXPOOL_NO_TASK'
  | 'ERR_OXPOOL_OPTION'
  | 'ERR_OXPOOL_OUT_OF_MEMORY'
  | 'ERR_OXPOOL_QUEUE_FULL'
  | 'ERR_OXPOOL_TASK_PANIC'
  | 'ERR_OXPOOL_TIMEOUT'
  | 'ERR_OXPOOL_UNKNOWN_TASK'
  | 'ERR_OXPOOL_WORKER_CRASH'
  | 'ERR_OXPOOL_WORKER_FILE'

/** An error of the pool's own. What a task throws is not one: it arrives as it was thrown. */
export interface PoolError extends Error {
  code: ErrorCode
  /** With which code the thread ended, if it is known: of `ERR_OXPOOL_WORKER_CRASH` and `ERR_OXPOOL_OUT_OF_MEMORY`. */
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
  const __promisify__: typeof import('./lib/timers/promises.js').setTimeout
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
