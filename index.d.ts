// The public types, written by hand. `docs/api.md` is the reference that says more about each name.

/// <reference types="node" />

import { EventEmitter } from 'node:events'
import { EventLoopUtilization } from 'node:perf_hooks'
import { ResourceLimits, Transferable, Worker, WorkerOptions } from 'node:worker_threads'

/**
 * A pool of real threads.
 *
 * A pool with a worker file runs its jobs in Node Workers. A pool with a native task, or with no task of its own,
 * has plain Rust threads. The first run that names a worker file, or the first `exec()`, replaces them with Workers
 * for good.
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
   * A pool with no task of its own, unless `options.filename` names one. Without it each run names its `filename`.
   *
   * @param threads how many threads: see {@link PoolOptions.threads}
   */
  constructor (threads?: number, options?: PoolOptions)
  /** The same as the other forms, with everything in the options. */
  constructor (options?: PoolOptions)

  /**
   * Runs `native:sort`: shared memory is sorted in place, and the result is the same view; otherwise the result is a
   * new array.
   */
  run<T extends TypedArray> (data: Given<SortInput<T>>, options: RunOptions & { filename: 'native:sort' }): Promise<T>
  /** Runs `native:sum`: BigInt arrays give a BigInt, all others a number. */
  run<T extends TypedArray> (data: Given<T>, options: RunOptions & { filename: 'native:sum' }): Promise<SumOf<T>>
  /** Runs `native:matmul`: the product is of the same kind as the matrices. */
  run<T extends FloatArray> (
    data: Given<MatmulInput<T>>,
    options: RunOptions & { filename: 'native:matmul' }
  ): Promise<T>
  /** Runs `native:hash`: the result is digits, or with `output: 'bytes'` an array. */
  run<Output extends 'hex' | 'bytes' = 'hex'> (
    data: Given<HashInput<Output>>,
    options: RunOptions & { filename: 'native:hash' }
  ): Promise<HashOf<Output>>
  /** Runs a native task: see {@link NativeTasks}. */
  run<Name extends keyof NativeTasks> (
    data: Given<NativeTasks[Name]['data']>,
    options: RunOptions & { filename: Name }
  ): Promise<NativeTasks[Name]['result']>
  /** Runs another task than the pool's own, so the pool's own types say nothing about it. */
  run<OtherResult = any, File extends string | URL = string | URL> (
    data: any,
    options: RunOptions & ({ filename: NotNative<File> } | { name: string, filename?: NotNative<File> | undefined })
  ): Promise<OtherResult>
  /**
   * Runs one job. `getData` is called once, when a thread is free to take the job, and may return a promise. So jobs
   * that wait hold no data. If `getData` throws or its promise rejects, the run rejects with that error.
   */
  run (getData: () => Data | PromiseLike<Data>, options?: RunOptions): Promise<Result>
  /**
   * Runs one job. The data is copied as by `structuredClone`. SharedArrayBuffers cross as the same memory.
   *
   * @returns settles exactly once: with the result, or with the reason why there is none. A mistake in the options is
   * such a reason
   */
  run (data: Data, options?: RunOptions): Promise<Result>

  /**
   * Iterates over what the task yields. The task is a generator function, or returns any async iterable, or an
   * iterator that can itself be iterated. Any other task yields its one result. The job starts when the first value
   * is requested. The generator is at most 16 values ahead of its consumer, and pauses earlier when the values ahead
   * add up to a megabyte. If the consumer leaves early, the generator returns.
   *
   * @throws `ERR_OXPOOL_CLOSED` once the pool closes, `ERR_OXPOOL_OPTION` for a mistake in the options, and
   * `ERR_OXPOOL_NO_TASK` or `ERR_OXPOOL_UNKNOWN_TASK` for a task that does not exist
   */
  stream<Value = any> (data: Given<Data>, options?: RunOptions): JobStream<Value>
  /** Iterates over what another task than the pool's own yields. */
  stream<Value = any> (
    data: any,
    options: RunOptions & ({ filename: string | URL } | { name: string })
  ): JobStream<Value>

  /**
   * Runs a task over many items. Items are taken in only as fast as results are taken out, so the input may be of
   * any length. Each item is what `run` would be called with, so it may also be a function that returns the data.
   *
   * The first error rejects the iteration, closes the input and aborts the jobs under way. Leaving the loop does the
   * same without an error.
   *
   * @throws `ERR_OXPOOL_CLOSED` once the pool closes, `ERR_OXPOOL_OPTION` for a mistake in the arguments, and
   * `ERR_OXPOOL_NO_TASK` or `ERR_OXPOOL_UNKNOWN_TASK` for a task that does not exist
   *
   * @example
   * for await (const result of pool.map(lines)) console.log(result)
   */
  map<OtherResult = any> (
    iterable: Iterable<any> | AsyncIterable<any>,
    options: MapOptions & ({ filename: string | URL } | { name: string })
  ): AsyncGenerator<OtherResult, void, undefined>
  map (
    iterable: Iterable<Given<Data>> | AsyncIterable<Given<Data>>,
    options?: MapOptions
  ): AsyncGenerator<Result, void, undefined>

  /**
   * Runs a function on a thread. The function is sent as its source, once to each thread. There it sees its
   * arguments, the globals of the thread and a `require`, and nothing of the place where it was written. After its
   * arguments it gets the context of its job.
   *
   * @returns as for `run`. It rejects with a `ReferenceError` if the function uses a variable from outside, and with
   * `ERR_OXPOOL_OPTION` for a function that can't be sent: native and bound functions, classes, generators, and
   * methods that are private or use private members
   */
  exec<Returned> (
    fn: (context: JobContext) => Returned, args?: readonly [], options?: ExecOptions
  ): Promise<Awaited<Returned>>
  exec<Args extends any[], Returned> (
    fn: (...args: WithContext<Args>) => Returned, args: readonly [...Args], options?: ExecOptions
  ): Promise<Awaited<Returned>>

  /**
   * Runs one job on every live thread. A thread takes it before the jobs that any thread may take.
   *
   * @returns the results, in the order of `threads`. It rejects with the first error; the jobs of the other threads
   * go on. It rejects with `ERR_OXPOOL_OPTION` for a native task, since it leaves nothing on a thread, and for data
   * with a `move()` mark, since every thread gets its own clone
   */
  broadcast<OtherResult = any> (
    data: any,
    options: BroadcastOptions & ({ filename: string | URL } | { name: string })
  ): Promise<OtherResult[]>
  broadcast (data?: Given<Data>, options?: BroadcastOptions): Promise<Result[]>

  /**
   * Runs one job and blocks the calling thread until its result is there. Other jobs go on meanwhile. Their promises
   * settle when the event loop goes on.
   *
   * @throws what `run` would reject with; `ERR_OXPOOL_TIMEOUT` if the job was not done in time;
   * `ERR_OXPOOL_WORKER_CRASH` if the job's thread dies, or the last thread does; `ERR_OXPOOL_DEADLOCK` if the call
   * would never return
   */
  runSync<OtherResult = any> (
    data: any,
    options: RunSyncOptions & ({ filename: string | URL } | { name: string })
  ): OtherResult
  runSync (data: Data | (() => Data), options?: RunSyncOptions): Result

  /**
   * Resolves when the queue has room for another job: at once if it has room now, and always at once without
   * `maxQueue`. In one turn of the event loop no more calls resolve than there is room for. Rejects with
   * `ERR_OXPOOL_CLOSED` when the pool closes.
   */
  ready (): Promise<void>
  /**
   * Changes `minThreads` and `maxThreads`. A number sets both. A limit that is not given stays as it is, or follows
   * the other where it must. Surplus threads leave when they have finished what they have in hand.
   *
   * @returns resolves when at least `minThreads` threads have been started and at most `maxThreads` are left, or
   * when the pool has closed or its file was given up; rejects with `ERR_OXPOOL_OPTION` for a size that the
   * constructor would refuse, with `ERR_OXPOOL_CLOSED` if the pool is closed already, and with `ERR_OXPOOL_SYSTEM` if
   * the system refuses a thread that is missing: the pool tries again later
   */
  resize (size: number | { threads: number } | PoolSize): Promise<void>
  /**
   * Replaces every thread by a new one. An old thread takes jobs until a new one has loaded the pool's file, and then
   * finishes what it has in hand.
   *
   * @returns resolves when every thread that there was at the call has ended; rejects with `ERR_OXPOOL_CLOSED` if the
   * pool is closed already
   */
  recycle (): Promise<void>

  /**
   * The live threads: Node's own Workers, or plain threads in a pool that runs native tasks only. Threads that have
   * been told to leave are not in the array. It is a new array each time.
   */
  get threads (): Array<Worker | PlainThread>
  /**
   * How many of these threads have nothing to do: no job in hand, and no job that only they may take. Each job that
   * waits for any thread reduces the number by one.
   */
  get idleThreads (): number
  /**
   * How many jobs wait, as `maxQueue` counts them: the jobs in flight beyond those that the threads may have in hand,
   * and the runs that are held back.
   */
  get queueSize (): number
  /**
   * Whether producers should pause: `true` from the moment when as many jobs wait as `maxQueue` allows or, without
   * `maxQueue`, more than the threads may have in hand; until no job waits any more (with `maxQueue: 0`, until a
   * thread is free).
   */
  get needsDrain (): boolean
  /** The options in effect, frozen. After `resize` this is another object. */
  get options (): Readonly<PoolOptions> & {
    readonly threads: number,
    readonly minThreads: number,
    readonly maxThreads: number,
    readonly concurrentTasksPerWorker: number,
    /** A number also for `'auto'`. */
    readonly maxQueue: number,
    readonly abortGrace: number,
    readonly recordTiming: boolean
  }
  /** How many runs have not settled: jobs that wait and jobs that run. */
  get pending (): number
  /** How many runs have settled, with a result or an error. */
  get completed (): number
  /** Milliseconds since the pool was made. */
  get duration (): number
  /**
   * How busy the threads have been since the pool was made, from 0 to 1: the time during which threads had jobs that
   * had begun, divided by the time that `maxThreads` threads have had. The time before a `resize` counts with the
   * `maxThreads` of then. `NaN` with `recordTiming: false`.
   */
  get utilization (): number
  /**
   * What was counted and timed since the pool was made, or since the last `resetStats()`.
   *
   * @throws `ERR_OXPOOL_CLOSED` once `close()` or `destroy()` was called
   */
  stats (): PoolStats
  /**
   * Makes what `stats()` counts and times begin anew: `wait`, `run`, `jobs`, `steals`, `parks`, and each thread's
   * `busy`. The properties of the pool itself go on: `completed`, `duration` and `utilization`.
   *
   * @throws `ERR_OXPOOL_CLOSED` once `close()` or `destroy()` was called
   */
  resetStats (): void
  /**
   * Writes what the threads do to a file, in Chrome's trace-event format, which Perfetto opens. There is a lane for
   * each thread, a slice for each job with its wait, and a slice for each part of a native job that another thread
   * has taken.
   *
   * @param file a path or a `file:` URL. The file is created, or emptied, at once
   * @returns a function that ends the trace. Its promise resolves when the file is complete, and rejects with
   * `ERR_OXPOOL_SYSTEM` if the file could not be written. Closing the pool ends the trace too; if the file can't be
   * written then, the pool emits an `error` event, or a warning of the process if nobody listens
   * @throws `ERR_OXPOOL_OPTION` for a `file` of another kind, `ERR_OXPOOL_CLOSED` once `close()` or `destroy()` was
   * called, `ERR_OXPOOL_SYSTEM` if the process has no file descriptors left, and Node's own error if the file can't be
   * created for another reason
   */
  trace (file: string | URL): () => Promise<void>

  /**
   * Rejects the jobs that wait, as `queueSize` counts them, with an `AbortError` whose `cause` is `reason`, also the
   * runs that are held back. What runs goes on, and so do jobs for which threads are free, nested jobs and broadcasts.
   *
   * @returns how many jobs were cancelled
   * @throws `ERR_OXPOOL_CLOSED` once `close()` or `destroy()` was called
   */
  cancelQueued (reason?: unknown): number
  /**
   * Finishes every job that was accepted, refuses later jobs with `ERR_OXPOOL_CLOSED`, and ends the threads. Every
   * call returns the same promise.
   *
   * @returns resolves when the last thread has ended
   */
  close (options?: CloseOptions): Promise<void>
  /**
   * Rejects every job that has not settled with `ERR_OXPOOL_CLOSED` at once, and ends the threads. Returns the same
   * promise as `close`.
   */
  destroy (): Promise<void>
  /** `close()`, for `await using`. */
  [Symbol.asyncDispose] (): Promise<void>
  /** Calls `close()` and returns without waiting, for `using`. */
  [Symbol.dispose] (): void
}

/** The events of a {@link WorkerPool}, with the arguments of their listeners. */
export interface WorkerPoolEvents {
  /**
   * A thread died of an uncaught error while it ran no job, and is replaced; or a worker file's `teardown` threw; or a
   * sticky broadcast failed on a thread that started later; or a trace that nobody has stopped could not be written.
   * As for any `EventEmitter`, the error is thrown if nobody listens.
   */
  error: [error: unknown]
  /** A worker file posted something that does not answer a job. */
  message: [message: any]
  /** A worker file posted something that this thread can't read. */
  messageerror: [error: Error]
  /** A Worker has become one of the pool's threads. The event comes a tick later. */
  workerCreate: [worker: Worker]
  /** One of the pool's Workers has ended. Its `threadId` is -1 by then. */
  workerDestroy: [worker: Worker]
  /** `needsDrain` has become `true`. The event does not come again before `drain`. */
  needsDrain: []
  /** After `needsDrain`: no job waits any more. */
  drain: []
  /** The last thread has ended. The promise of `close()` is fulfilled just after this event. */
  close: []
}

/** How many threads a pool has. */
export interface PoolSize {
  /**
   * The pool keeps at least this many threads: a whole number from 0 to 1024.
   *
   * @default the number of cores this process may use, or `maxThreads` if that is less
   */
  minThreads?: number | undefined
  /**
   * The pool never has more threads than this: a whole number from 1 to 1024. Threads above `minThreads` are started
   * when a job finds no free thread.
   *
   * @default the number of cores this process may use, or `minThreads` if that is more
   */
  maxThreads?: number | undefined
}

export interface PoolOptions extends PoolSize {
  /**
   * What a job runs: a worker file or a native task (see {@link NativeTasks}). A worker file is an absolute path, a
   * path that starts with `./` or `../` and is resolved against the current directory, or a `file:` URL.
   *
   * @default none: each run names its own
   */
  filename?: string | URL | undefined
  /**
   * Which export of the worker file runs. Refused if it is empty, and for a native task.
   *
   * @default the default export
   */
  name?: string | undefined
  /**
   * A name for people to read: plain threads are called `LABEL-SEAT`, and Workers get the label as their `name`.
   * Refused if it is empty.
   *
   * @default 'oxpool' for plain threads, none for Workers
   */
  label?: string | undefined
  /**
   * How many threads: a whole number from 1 to 1024. Sets `minThreads` and `maxThreads`, and is refused beside
   * either of them.
   *
   * @default the number of cores this process may use
   */
  threads?: number | undefined
  /**
   * How many jobs a Worker may have in hand at a time: a whole number >= 1. A thread whose handler is awaiting may
   * start more jobs, up to this limit. Files that listen to messages always have one job at a time.
   *
   * @default 1
   */
  concurrentTasksPerWorker?: number | undefined
  /**
   * A thread above `minThreads` exits after it has been idle for this many milliseconds. The pool checks at most
   * once every 10 ms.
   *
   * @default Infinity
   */
  idleTimeout?: number | undefined
  /**
   * How many jobs may wait, in addition to the jobs that `maxThreads` threads may have in hand: a whole number >= 0
   * or `Infinity`. `'auto'` is the square of `maxThreads`.
   *
   * @default Infinity
   */
  maxQueue?: number | 'auto' | undefined
  /**
   * What happens to a run that finds the queue full. `'reject'`: it rejects with `ERR_OXPOOL_QUEUE_FULL`. `'wait'`:
   * it is held back, and let in when there is room, by priority and in the order of the calls. Its data is cloned
   * only then.
   *
   * @default 'reject'
   */
  overflow?: 'reject' | 'wait' | undefined
  /**
   * A thread is replaced after it has taken this many jobs: a whole number >= 1 or `Infinity`.
   *
   * @default Infinity
   */
  maxTasksPerWorker?: number | undefined
  /**
   * A thread whose JavaScript heap is larger than this many bytes, garbage included, is replaced, after it has run
   * at least one job and as soon as it has no job in hand. A whole number >= 1 or `Infinity`. Plain threads ignore
   * it.
   *
   * @default Infinity
   */
  maxMemoryPerWorker?: number | undefined
  /**
   * Lowers the threads' CPU priority: a whole number >= 0 that is added to the nice value of each thread, up to the
   * maximum of 19. Linux only; other systems ignore it.
   *
   * @default 0
   */
  niceIncrement?: number | undefined
  /**
   * A `close()` that takes longer than this many milliseconds becomes a `destroy()`.
   *
   * @default Infinity
   */
  closeTimeout?: number | undefined
  /**
   * Whether the pool measures how long its jobs wait and run, for `utilization` and `stats()`.
   *
   * @default true
   */
  recordTiming?: boolean | undefined
  /**
   * The `timeout` of runs that set none, in milliseconds. It applies to every way to run, and to nested jobs.
   *
   * @default Infinity
   */
  timeout?: number | undefined
  /**
   * How long an aborted or timed-out job may go on before its thread is ended and replaced, in milliseconds. `0`
   * ends the thread at once, `Infinity` never.
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
   * As in `new Worker()`: closes the files that `fs.open()` left open when a thread ends.
   *
   * @default true
   */
  trackUnmanagedFds?: boolean | undefined
  /**
   * As in `new Worker()`: `true` keeps what a thread writes out of `process.stdout`. It is in `worker.stdout` of
   * `pool.threads`. Either way, what a job prints is there when its promise settles.
   *
   * @default false
   */
  stdout?: boolean | undefined
  /**
   * As in `new Worker()`: `true` keeps what a thread writes out of `process.stderr`. It is in `worker.stderr` of
   * `pool.threads`. Either way, what a job prints is there when its promise settles.
   *
   * @default false
   */
  stderr?: boolean | undefined
}

/** An `AbortSignal` of any make: Node's own, another realm's, or a polyfill's. */
export interface AbortSignalLike {
  readonly aborted: boolean
  readonly reason?: any
  addEventListener (type: 'abort', listener: () => void): void
  removeEventListener (type: 'abort', listener: () => void): void
}

export interface RunOptions {
  /**
   * Another worker file or native task for this job.
   *
   * @default the pool's
   */
  filename?: string | URL | undefined
  /**
   * Which export of the worker file runs. Refused for a native task.
   *
   * @default the pool's `name`; with a `filename`, the default export
   */
  name?: string | undefined
  /**
   * A thread takes a `'low'` job only when no other job waits, and a `'normal'` job only when no `'high'` job waits.
   * Jobs of one priority start in the order of the calls.
   *
   * @default 'normal'
   */
  priority?: 'high' | 'normal' | 'low' | undefined
  /**
   * Rejects the job with an `AbortError` (`code: 'ABORT_ERR'`) whose `cause` is the signal's reason. A job that is
   * queued never starts. If the job runs, `context.signal` is aborted, and its thread is ended if the task has not
   * settled after `abortGrace`.
   *
   * @default none
   */
  signal?: AbortSignalLike | undefined
  /**
   * How long the job may take from the call, in milliseconds. Fractions count. After that the job rejects with
   * `ERR_OXPOOL_TIMEOUT`. A job that is queued never starts. If the job runs, `context.signal` is aborted, by a
   * thread that measures the time even while the caller is blocked.
   *
   * @default the pool's `timeout`
   */
  timeout?: number | undefined
  /**
   * Called with each value that the task passes to `context.progress(value)`: in order, before the promise settles,
   * and never after. An error that it throws is an uncaught exception.
   *
   * @default none
   */
  onProgress?: ((value: any) => void) | undefined
  /**
   * What is moved with the data instead of being copied. For a native task: the ArrayBuffers under its arrays.
   *
   * @default none
   */
  transferList?: readonly Transferable[] | undefined
}

/** The options of `run`, except `transferList`: what is to be moved is marked by `move()`. */
export interface MapOptions extends Omit<RunOptions, 'transferList'> {
  /**
   * How many items may be taken in before their results are taken out: a whole number >= 1.
   *
   * @default as many as the pool has recently completed in four milliseconds: at least two per thread, at most 1024
   */
  concurrency?: number | undefined
  /**
   * `true` gives the results in the order of their items, `false` each result as soon as it is there.
   *
   * @default true
   */
  ordered?: boolean | undefined
}

/** The options of `run`, except those that name a task. */
export type ExecOptions = Omit<RunOptions, 'filename' | 'name'>

/** Arguments, and after them the context of the job. */
export type WithContext<Args extends any[]> = Args extends unknown ? [...args: Args, context: JobContext] : never

/** The options of `run`, except `transferList` and `priority`. */
export interface BroadcastOptions extends Omit<RunOptions, 'transferList' | 'priority'> {
  /**
   * `true` makes every thread that starts later run the job too, before its first other job, until `signal` is
   * aborted or the broadcast rejects. If the job fails there, the pool emits an `'error'` event.
   *
   * @default false
   */
  sticky?: boolean | undefined
}

/**
 * The options of `run` that work while the event loop is blocked: without `signal` and `onProgress`, which need it.
 */
export interface RunSyncOptions
  extends Pick<RunOptions, 'filename' | 'name' | 'priority' | 'transferList' | 'timeout'> {}

export interface CloseOptions {
  /**
   * `true` rejects the jobs that wait with an `AbortError` whose `cause` has the code `ERR_OXPOOL_CLOSED`. Jobs that
   * run finish: only `destroy()` stops them.
   *
   * @default false
   */
  force?: boolean | undefined
}

/** A thread that runs native tasks only. */
export interface PlainThread {
  /** Its place in the pool, from 0. */
  readonly seat: number
  /** The name that the operating system shows. */
  readonly name: string
}

/** The result of `pool.stats()`. */
export interface PoolStats {
  /** The pool's `label`, if it has one. */
  label: string | undefined
  /** How many threads are live. */
  threads: number
  /** As `pool.pending`. */
  pending: number
  /** As `pool.completed`. */
  completed: number
  /** How many jobs the threads have taken. Parts of split native jobs that a free thread has taken count too. */
  jobs: number
  /** How many parts of split native jobs were taken from another thread's deque. */
  steals: number
  /** How often a thread fell asleep. */
  parks: number
  /** How many threads look for a job at this moment. */
  searching: number
  /** How many threads are asleep at this moment. */
  asleep: number
  /** Native jobs of this pool that touch shared memory. */
  leases: {
    /** How many have their leases: these jobs run, or wait for a thread. */
    out: number
    /** How many wait until earlier jobs have given back what they need. */
    waiting: number
  }
  /** As `pool.queueSize`. */
  queueSize: number
  /** As `pool.duration`. */
  duration: number
  /** As `pool.utilization`. */
  utilization: number
  /**
   * How long jobs waited: from the call until a thread began with them. With `overflow: 'wait'` the time starts when
   * the queue has room. `undefined` with `recordTiming: false`.
   */
  wait: Histogram | undefined
  /** How long jobs ran: from there until their outcome was handed in. `undefined` with `recordTiming: false`. */
  run: Histogram | undefined
  /** The live threads, in the order of `pool.threads`. */
  workers: Array<ScriptWorkerStats | NativeWorkerStats>
}

/**
 * What the tracing channel `oxpool:job` of `node:diagnostics_channel` publishes about a job: one object, which is
 * filled in as the job goes on.
 */
export interface JobTrace {
  /** The pool's `label`. */
  pool: string | undefined
  /** A number that no other job submitted by the same thread has. */
  id: number
  /** `native:NAME`, or the URL of the worker file, followed by `#NAME` for a named export, or `exec`. */
  task: string
  priority: 'high' | 'normal' | 'low'
  /**
   * The `threadId` of the Worker that has run the job. `undefined` until the job has ended, for plain threads and
   * nested jobs, and for a job that settled before its thread had ended it.
   */
  threadId: number | undefined
  /**
   * How long the job waited, in milliseconds. `undefined` until the job has ended, for a job that settled before its
   * thread had ended it, and with `recordTiming: false` while there is no trace.
   */
  waited: number | undefined
  /** How long the job ran, in milliseconds. `undefined` in the same cases as `waited`. */
  ran: number | undefined
  /** What its promise is fulfilled with. */
  result?: any
  /** What its promise is rejected with. */
  error?: unknown
}

/** Times in milliseconds, each accurate to one percent, and 0 if there was no job. */
export interface Histogram {
  /** How many jobs were measured. */
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

/** What was counted for one seat, for all threads that have had it. */
export interface WorkerStats {
  /** The thread's place in the pool. */
  seat: number
  /** How many jobs the threads have taken. Parts of split native jobs that a free thread has taken count too. */
  jobs: number
  /** How many parts of split native jobs were taken from another thread's deque. */
  steals: number
  /** How often a thread fell asleep. */
  parks: number
  /**
   * For how many milliseconds the threads had jobs that had begun, since the last reset. 0 with `recordTiming: false`.
   */
  busy: number
}

export interface ScriptWorkerStats extends WorkerStats {
  kind: 'script'
  /** The `threadId` of the Worker. */
  threadId: number
  /**
   * What `worker.performance.eventLoopUtilization()` returns. A thread that ran out of jobs counts as active for ten
   * milliseconds more.
   */
  eventLoopUtilization: EventLoopUtilization
  /** Bytes, from the last turn of the thread's event loop, or up to a tenth of a second older. */
  heap: {
    /** In use, garbage included. */
    used: number
    /** Reserved. */
    total: number
    /** Outside the heap, for ArrayBuffers and the like. */
    external: number
  }
}

export interface NativeWorkerStats extends WorkerStats {
  kind: 'native'
  /** The name of the plain thread. */
  name: string
}

/** The result of `pool.stream`: values, at the pace of their consumer. */
export interface JobStream<Value = any> extends AsyncIterableIterator<Value, any, undefined> {
  next (): Promise<IteratorResult<Value, any>>
  /** Makes the generator return, and waits for that. Rejects with what its `finally` blocks throw. */
  return (value?: any): Promise<IteratorResult<Value, any>>
  /** Does what `return` does, and rejects with the error. */
  throw (error?: any): Promise<IteratorResult<Value, any>>
  [Symbol.asyncIterator] (): this
  [Symbol.asyncDispose] (): Promise<void>
}

/** The pool that runs a job, as the job itself uses it. */
export interface NestedPool {
  /** How many threads the pool may have: its `maxThreads`, even after `resize`. */
  readonly threads: number
  /**
   * Submits a job to the same pool. Without a `filename` and a `name`, it runs the pool's own task. While the
   * submitting job waits, its thread runs other jobs, those that it has submitted itself first.
   *
   * @returns settles as the promise of `WorkerPool.run` does
   */
  run<Result = any> (data: any, options?: RunOptions): Promise<Result>
}

/** What a worker file's function gets beside its data. */
export interface JobContext {
  /**
   * Aborted when the submitter no longer wants the job, or when the job's time is over. Its properties are up to
   * date even in a loop that never yields.
   */
  readonly signal: AbortSignal
  /**
   * Passes a value to the submitter's `onProgress`. Once the job has settled, the call does nothing.
   *
   * @throws a `DataCloneError` if the value can't be cloned
   */
  progress (value: any): void
  /** Submits jobs to the pool that runs this job. */
  readonly pool: NestedPool
  /** A number that no other job of the process has, as long as no thread has run 2^32 jobs. */
  readonly jobId: number
  /** Node's `threadId`. */
  readonly threadId: number
  /**
   * The thread's place in the pool, from 0: the same as in `stats().workers`. No two live threads of the pool have the
   * same.
   */
  readonly seat: number
}

/** What a worker file exports. */
export type Task<Data = any, Result = any> = (data: Data, context: JobContext) => Result | PromiseLike<Result>

/** The arrays that native tasks take. */
export type TypedArray =
  | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array
  | Float32Array | Float64Array | BigInt64Array | BigUint64Array

/** The arrays of vectors and matrices. */
export type FloatArray = Float32Array | Float64Array

/** Memory whose bytes a native task reads: a Buffer, any typed array, a DataView, or a buffer itself. */
export type Bytes = ArrayBufferView | ArrayBufferLike

/** The data of `native:sort` and `native:argsort`. */
export type SortInput<T extends TypedArray = TypedArray> = T | {
  data: T
  /**
   * Largest first.
   *
   * @default false
   */
  descending?: boolean | undefined
}

/** The result of `native:sum` for an array of this type. */
export type SumOf<T extends TypedArray> = T extends BigInt64Array | BigUint64Array ? bigint : number

/**
 * The result of `native:stats`. If an element is NaN, or if there are no elements, everything but the count is NaN.
 * If an element is infinite, the variance is NaN.
 */
export interface Stats {
  count: number
  min: number
  max: number
  mean: number
  /** The population variance: squared distances from the mean, divided by the count. */
  variance: number
}

/** The data of `native:histogram`. `max - min` must be finite, too. */
export interface HistogramInput {
  data: TypedArray
  /** How many bins: a whole number from 1 to 2^22. */
  bins: number
  /** Where the first bin begins: a finite number. */
  min: number
  /** Where the last bin ends: a finite number above `min`. The last bin includes it. */
  max: number
}

/** The data of `native:dot`: two arrays of the same kind and length. */
export interface DotInput<T extends FloatArray = FloatArray> {
  a: T
  b: T
}

/** The data of `native:matmul`: matrices row after row, all of the same kind. */
export interface MatmulInput<T extends FloatArray = FloatArray> {
  /** `rows` times `inner` elements. */
  a: T
  /** `inner` times `columns` elements. */
  b: T
  /** A whole number from 0 to 2^31, like `inner` and `columns`. */
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

/** The data of `native:topk`: arrays of the same kind. */
export interface TopkInput<T extends FloatArray = FloatArray> {
  /** One vector: `dims` elements. */
  query: T
  /** Vectors one after the other: a multiple of `dims` elements. */
  vectors: T
  /** How many elements a vector has: a whole number from 1 to 2^31. */
  dims: number
  /** How many vectors are wanted: a whole number from 1 to 2^32 - 1. */
  k: number
  /** How similarity is measured: the cosine of the angle, the dot product, or the Euclidean distance. */
  metric: 'cosine' | 'dot' | 'l2'
}

/** The result of `native:topk`, best first. */
export interface TopkResult {
  /** The places of the vectors. */
  indices: Uint32Array
  /** Their cosines, products or distances. */
  scores: Float64Array
}

/** The data of `native:hash`. */
export interface HashInput<Output extends 'hex' | 'bytes' = 'hex' | 'bytes'> {
  /** A string is read as UTF-8. */
  data: Bytes | string
  algorithm: 'blake3' | 'sha256' | 'sha512' | 'xxh3' | 'crc32'
  /** @default 'hex' */
  output?: Output | undefined
}

/** The result of `native:hash` for an output. */
export type HashOf<Output extends 'hex' | 'bytes'> = Output extends 'bytes' ? Uint8Array : string

/** The data of `native:compress`. */
export interface CompressInput {
  /** A string is read as UTF-8. */
  data: Bytes | string
  format: 'gzip' | 'zstd' | 'lz4'
  /**
   * How hard to try: a whole number, for gzip from 0 to 9, for zstd from -7 to 22. lz4 has no levels.
   *
   * @default 6 for gzip, 3 for zstd
   */
  level?: number | undefined
}

/** The data of `native:decompress`. */
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

/** The data of `native:argon2`. */
export interface Argon2Input {
  /** A string is read as UTF-8. */
  password: Bytes | string
  /**
   * In KiB: at least 8 per lane, and at most 4 GiB.
   *
   * @default 19456
   */
  memory?: number | undefined
  /**
   * How often the memory is passed over: a whole number >= 1. `memory` times `passes` is at most 64 GiB.
   *
   * @default 2
   */
  passes?: number | undefined
  /**
   * Into how many parts the memory is divided: a whole number from 1 to 2^24 - 1.
   *
   * @default 1
   */
  lanes?: number | undefined
  /**
   * 8 to 48 bytes.
   *
   * @default 16 random bytes
   */
  salt?: Bytes | undefined
}

/** The data of `native:argon2-verify`. */
export interface Argon2VerifyInput {
  /** A PHC string, as `native:argon2` returns it. */
  hash: string
  /** A string is read as UTF-8. */
  password: Bytes | string
}

/**
 * The native tasks: the data and the result of each.
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

/** A file, but not the name of a native task, whose data is known. */
export type NotNative<File extends string | URL> = File extends `native:${string}` ? never : File

/** A native task, in words. Its types are in {@link NativeTasks}. */
export interface NativeTask {
  name: keyof NativeTasks
  /** What it is called with. */
  input: string
  /** What it returns. */
  result: string
}

/** Lists the native tasks. */
export function tasks (): NativeTask[]

/** Data, or a function that returns it when a thread is free to take the job. */
export type Given<Data> = Data | (() => Data | PromiseLike<Data>)

/** The codes of oxpool's own errors. */
export type ErrorCode =
  | 'ABORT_ERR'
  | 'ERR_OXPOOL_ADDON'
  | 'ERR_OXPOOL_CLOSED'
  | 'ERR_OXPOOL_DEADLOCK'
  | 'ERR_OXPOOL_NO_TASK'
  | 'ERR_OXPOOL_OPTION'
  | 'ERR_OXPOOL_OUT_OF_MEMORY'
  | 'ERR_OXPOOL_QUEUE_FULL'
  | 'ERR_OXPOOL_SYSTEM'
  | 'ERR_OXPOOL_TASK_PANIC'
  | 'ERR_OXPOOL_TIMEOUT'
  | 'ERR_OXPOOL_UNKNOWN_TASK'
  | 'ERR_OXPOOL_UNREADABLE'
  | 'ERR_OXPOOL_WORKER_CRASH'
  | 'ERR_OXPOOL_WORKER_FILE'

/** One of oxpool's own errors. An error that a task throws is not one: it arrives as it was thrown. */
export interface PoolError extends Error {
  code: ErrorCode
  /** The thread's exit code, if it is known: for `ERR_OXPOOL_WORKER_CRASH` and `ERR_OXPOOL_OUT_OF_MEMORY`. */
  exitCode?: number
  /** How far the job had come: for `ERR_OXPOOL_TIMEOUT`. */
  phase?: 'queued' | 'running'
  /**
   * The task of the job that the error is about: `native:NAME`, the URL of the worker file, followed by `#NAME` for a
   * named export, or `exec`.
   */
  task?: string
  /** The `label` of the pool, if it has one and the error is about a job or about the pool itself. */
  pool?: string
  /** What the system has refused: for `ERR_OXPOOL_SYSTEM`. Its `cause` is the error of Node or the system, if any. */
  resource?: 'thread' | 'memory' | 'file'
}

/**
 * Marks an ArrayBuffer, a view on one, a MessagePort, or a {@link Movable} to be moved to the other thread instead of
 * copied. Anything else, and anything on a SharedArrayBuffer, is returned as it is. A mark counts in data and in
 * results, anywhere in arrays and plain objects.
 */
export function move<T> (value: T): T

/**
 * The key under which a movable value holds what goes on the transfer list, one object or an array of them. The same
 * symbol as Piscina's.
 */
export const transferableSymbol: unique symbol
/** The key under which a movable value holds the value that arrives. The same symbol as Piscina's. */
export const valueSymbol: unique symbol

/** A value that says for itself how it is moved: as the data or result itself, or inside them by `move()`. */
export interface Movable {
  readonly [transferableSymbol]: object | readonly object[]
  readonly [valueSymbol]: unknown
}

/**
 * Starts one Worker, outside any pool.
 *
 * @param path as for `new Worker()`
 * @param callback called with `(null, message)` for every message, with `(error)` for an uncaught error, and with an
 * error `Worker has stopped with code N` for an exit code other than 0
 * @param workerData what `workerData` is in the Worker; `null` by default
 * @throws `ERR_OXPOOL_OPTION` if `callback` is not a function, and `ERR_OXPOOL_SYSTEM` if no Worker can be started
 */
export function runWorker<Result = any> (
  path: string | URL,
  callback: (error: any, result?: Result) => void,
  workerData?: any
): Worker

/** A timer. When it is used as an object's key, it becomes its `id`. */
export interface Timeout extends Disposable {
  /** A string that no other timer of the process has. It can be given to `cancelTimeout`. */
  readonly id: string
  /** Makes the timer keep the process alive while it is set, as every timer does from the start. */
  ref (): this
  /** Lets the process end although the timer is set. */
  unref (): this
  /** `true` unless `unref()` was called after the last `ref()`, whether the timer is set or not. */
  hasRef (): boolean
  /**
   * Starts the timer's time again from now. A timeout that has fired is set again. A timer that was cancelled stays
   * cancelled.
   */
  refresh (): this
  /** Cancels the timer. */
  close (): this
  [Symbol.toPrimitive] (): string
}

/**
 * Calls back once. A timer is never early, and timers of the same deadline fire in the order in which they were set.
 * An error that a callback throws is an uncaught exception. If it is handled, the other timers still fire.
 *
 * @param ms milliseconds, with fractions, up to 2^53 - 1; negative numbers and NaN are 0, and so is the default
 * @param args for the callback
 * @throws `ERR_OXPOOL_OPTION` if `callback` is not a function, or `ms` is not a number or is too large, and
 * `ERR_OXPOOL_SYSTEM` if the system refuses the thread that keeps timers
 */
export function setTimeout<Args extends any[]> (callback: (...args: Args) => void, ms?: number, ...args: Args): Timeout
export namespace setTimeout {
  /** What `util.promisify(setTimeout)` is. */
  const __promisify__: typeof import('./lib/timers/promises.js').setTimeout
}

/**
 * Calls back every `ms` milliseconds, without drift: ticks are due at multiples of `ms` after the call. Ticks that a
 * busy event loop has missed are merged into one.
 *
 * @param ms milliseconds, with fractions, up to 2^53 - 1; negative numbers and NaN are 0, and so is the default
 * @param args for the callback
 * @throws `ERR_OXPOOL_OPTION` if `callback` is not a function, or `ms` is not a number or is too large, and
 * `ERR_OXPOOL_SYSTEM` if the system refuses the thread that keeps timers
 */
export function setInterval<Args extends any[]> (callback: (...args: Args) => void, ms?: number, ...args: Args): Timeout

/**
 * Cancels a timer, even if its time has already come. Anything but a timer or an id is not refused: the call returns
 * `false`.
 *
 * @returns `true` if the timer was set. Then it does not fire, or does not fire again
 */
export function cancelTimeout (timeout: Timeout | string | null | undefined): boolean
export { cancelTimeout as cancelInterval, cancelTimeout as clearTimeout, cancelTimeout as clearInterval }
