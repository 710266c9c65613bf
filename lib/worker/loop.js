// Runs a worker's jobs in a loop that hands in an outcome, gets the next job and runs it.
//
// The room `lib/worker/` is what runs inside a Worker: the loop, the jobs in hand and the private port to the pool.
// It may touch the native side, `nested/`, `file/`, `lib/home/`, `lib/job/` and `lib/codec/`; it reaches the pool's
// owner only by records and by that port.
//
// The loop returns to the event loop when the native side says so. This file is longer than others because the loop,
// the inbox and the current job are one state: an inbox in a class of its own makes an echo two percent slower.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const binding = require('../binding.js')
const { Decoder } = require('../codec/decoder.js')
const { STREAM, ALONE, withoutFlags } = require('../job/task-number.js')
const { readValue } = require('../home/record.js')
const { Reader } = require('../home/segments.js')
const { outsideDomains } = require('../domains.js')
const { timeoutError } = require('../errors.js')
const { nextTick, queueMicrotask, setImmediate, throwLater } = require('../event-loop.js')
const { Context } = require('./context.js')
const { ActiveJobs } = require('./active-jobs.js')
const { HeapLimit } = require('./heap-limit.js')
const { HeapReport } = require('./heap-report.js')
const { jobScope } = require('./job-scope.js')
const { ActiveJob, keyOf } = require('./active-job.js')
const { isAwaited } = require('./awaited.js')
const { Outbox, ORIGIN_SHIFT } = require('./outbox.js')
const { leave } = require('./leave.js')
const { Pump } = require('./pump.js')

const { HEADER, ELSEWHERE, PORT, PROGRESS, SEGMENT, YIELD, Step } = binding

const NO_OUTCOME = -2

const ENTER = 0
const CONTINUE = 1
const PARK = 2
const GO_AWAY = 3

const KIND_MASK = (1 << ORIGIN_SHIFT) - 1
const INBOX_BYTES = 1 << 16
/** An inbox that grew beyond this for a large value is replaced by a small one when the thread is idle. */
const BYTES_TO_KEEP = 1 << 20

// The user's file may replace this function. Waiting must still work.
const { then } = Promise.prototype
const toPromise = Promise.resolve.bind(Promise)

class Loop {
  #start
  #host
  /** Hands in an outcome and gets the next job: see `src/node/exchange.rs`. */
  #exchangeNatively
  #control
  #tasks
  #activeJobs
  #outbox
  #submitted
  #decoder
  #int32
  #float64
  #inboxBytes = 0
  /** How many jobs this thread has begun. */
  #jobs = 0
  /**
   * How many of these jobs were sticky broadcasts. They load what other jobs use, so a thread that has run nothing
   * else does not leave because of its heap.
   */
  #stickyJobs = 0
  /** The job whose handler was called last. */
  #job = new ActiveJob(this)
  /** @type {import('./nested/nested-pool.js').NestedPool | undefined} */
  #nestedPool
  /** @type {HeapLimit | undefined} */
  #heapLimit
  #heapReport
  /** Why the job that is about to begin must stop, if it must stop already. @type {{ reason: any } | undefined} */
  #earlyStop
  #isWorking = false
  #isAway = false
  /** Whether the thread takes no more jobs. It may still tear down its files. */
  #isLeaving = false
  #isComing = false
  #enter = () => { if (this.#isAway || this.#activeJobs.mayTake) this.#work(ENTER) }
  /** Called by the native side, from which an error would not come out. As an uncaught error it ends the thread. */
  #wake = () => {
    try {
      this.look()
      this.#enter()
    } catch (error) {
      throwLater(error)
    }
  }

  #park = () => {
    if (!this.#isAway && !this.#activeJobs.mayTake) return
    if (this.#activeJobs.isBusy) this.#work(ENTER)
    else this.#work(isAwaited() ? GO_AWAY : PARK)
  }

  /**
   * @param {any} start what the pool has told this thread
   * @param {import('./control.js').Control} control
   * @param {import('./file/tasks.js').Tasks} tasks
   */
  constructor (start, control, tasks) {
    this.#start = start
    this.#control = control
    this.#tasks = tasks
    this.#activeJobs = new ActiveJobs(start.limit, control.alarm)
    this.#host = outsideDomains(() => binding.attach(start.pool, start.seat, this.#wake, control.alarm))
    this.#exchangeNatively = binding.exchanger(this.#host)
    tasks.keyOf = (number) => binding.nestedTaskKey(this.#host, number)
    control.unref()
    if (start.heapLimit !== undefined) this.#heapLimit = new HeapLimit(start.heapLimit)
    this.#heapReport = new HeapReport(start.heap)
    this.#heapReport.renew()
    this.#decoder = new Decoder(control)
    control.current = this.#job
    this.#useInbox(INBOX_BYTES)
    this.#outbox = new Outbox(this.#host, control, start.prints)
    this.#submitted = new Reader(control, (segment) => binding.mapInbox(this.#host, segment))
    if (this.#outbox.segment >= 0) binding.readSegments(this.#host)
    control.onAlarm = () => this.#hearStops()
    control.onAbort = (slot, origin, reason) => this.#find(slot, origin)?.abort(reason)
    control.onCredit = (slot, count) => this.#find(slot, 0)?.pump?.credit(count)
  }

  /** Takes jobs from now on. */
  enter () {
    this.#work(ENTER)
  }

  /** Receives the messages about jobs in hand, if there are any. */
  look () {
    this.#control.look()
  }

  /** This thread's place in the pool. */
  get seat () {
    return this.#start.seat
  }

  /** Tells the submitter how far a job has come. */
  progress (job, value) {
    this.#note(job, value, PROGRESS)
  }

  /** The pool through which a job submits nested jobs. */
  poolFor (job) {
    if (this.#nestedPool === undefined) {
      // Loaded only now: it is a third of all that a thread would load, and few jobs submit others.
      const { NestedPool } = require('./nested/nested-pool.js')
      const comeBack = () => this.#comeBack()
      this.#nestedPool = new NestedPool(this.#start, this.#host, this.#control, this.#activeJobs, comeBack)
      this.#activeJobs.origin = this.#control.origin = this.#nestedPool.origin
    }
    return this.#nestedPool.poolFor(job)
  }

  /** Comes in again after the handlers whose promises were resolved have gone on. */
  #comeBack () {
    if (this.#isComing || this.#isWorking) return
    this.#isComing = true
    nextTick(this.#come)
  }

  // Bound, because a handler that submits a job makes the loop come in again. The next handler must not run in the
  // asynchronous context of that handler.
  #come = AsyncResource.bind(() => {
    this.#isComing = false
    if (this.#isAway || this.#activeJobs.mayTake || !this.#activeJobs.isBusy) this.#work(CONTINUE)
  })

  #work (entry, isReporting = false) {
    if (this.#isLeaving) return
    this.#isWorking = true
    const isOver = this.#workOn(entry, isReporting)
    this.#isWorking = false
    if (!isOver) this.#comeBack()
  }

  /**
   * Works until the native side or the jobs in hand say that the loop must stop. Returns `false` if it only pauses,
   * so that handlers whose promises were resolved go on.
   */
  #workOn (entry, isReporting) {
    for (;;) {
      const step = this.#exchange(isReporting, entry)
      isReporting = false
      switch (step) {
        case Step.Run:
          isReporting = this.#run()
          if (!isReporting && !this.#activeJobs.mayTake) return true
          entry = CONTINUE
          break
        case Step.Turn:
          this.#heapReport.renew()
          setImmediate(this.#enter)
          return true
        case Step.Idle:
          this.#trim()
          this.#heapReport.renew()
          if (this.#jobs > this.#stickyJobs && this.#heapLimit?.isPassed()) binding.resign(this.#host)
          setImmediate(this.#park)
          return true
        case Step.Away:
          this.#isAway = true
          return true
        case Step.Grow:
          this.#growInbox()
          break
        case Step.Collect:
          this.#nestedPool.collect()
          return false
        case Step.Leave:
          this.#isLeaving = true
          this.#control.tell({ type: 'leaving' })
          setImmediate(this.#leave)
          return true
      }
    }
  }

  #exchange (isReporting, entry) {
    this.#isAway = false
    if (this.#nestedPool !== undefined) this.#nestedPool.flush()
    const terms = this.#activeJobs.terms + entry
    if (!isReporting) return this.#exchangeNatively(NO_OUTCOME, 0, terms)
    if (this.#heapLimit !== undefined && this.#jobs > this.#stickyJobs && this.#heapLimit.isPassedLately()) {
      binding.resign(this.#host)
    }
    const outbox = this.#outbox
    const step = this.#exchangeNatively(outbox.segment, outbox.start, terms)
    outbox.advance()
    return step
  }

  /** Runs the job in the inbox. Returns `false` if its handler has returned a promise; else its outcome is written. */
  #run () {
    const int32 = this.#int32
    const kind = int32[1]
    const task = int32[3]
    this.#earlyStop = undefined
    this.#control.look()
    if (this.#job.isKept) this.#job = new ActiveJob(this)
    this.#control.current = this.#job
    const job = this.#job.begin(int32[0], kind >>> ORIGIN_SHIFT, this.#jobs++)
    if (this.#earlyStop !== undefined) job.abort(this.#earlyStop.reason)
    const context = new Context(job)
    let result
    let isPending
    try {
      const data = this.#readData(job, kind & KIND_MASK, int32[2] >>> 0)
      const handler = this.#tasks.handler(task)
      if (handler === undefined) result = this.#loadAndRun(task, data, job, context)
      else result = jobScope.isNeeded ? jobScope.run(handler, data, context) : handler(data, context)
      isPending = result !== null && (typeof result === 'object' || typeof result === 'function') && isThenable(result)
    } catch (error) {
      job.isDone = true
      this.#outbox.writeFailure(job, error)
      return true
    }
    if (isPending) {
      this.#goOn(job, result)
      return false
    }
    job.isDone = true
    this.#outbox.writeOutcome(job, result)
    return true
  }

  #goOn (job, promise) {
    const isExclusive = this.#tasks.isAsking
    job.isKept = true
    this.#activeJobs.add(job, isExclusive)
    const fail = (error) => {
      this.#settle(job, isExclusive)
      this.#outbox.writeFailure(job, error)
      this.#handIn()
    }
    try {
      // The original `then` is called, because the result may have a `then` of its own, which may do anything.
      then.call(toPromise(promise), (value) => {
        this.#settle(job, isExclusive)
        this.#outbox.writeOutcome(job, value)
        this.#handIn()
      }, fail)
    } catch (error) {
      queueMicrotask(() => fail(error))
    }
  }

  #settle (job, isExclusive) {
    job.isDone = true
    this.#activeJobs.remove(job, isExclusive)
    this.#control.current = job
  }

  #handIn () {
    // Nested jobs may have resolved promises of other handlers at the same time. These go on before another job begins.
    if (this.#activeJobs.nested === 0) return this.#work(CONTINUE, true)
    this.#outbox.report()
    this.#comeBack()
  }

  #readData (job, kind, length) {
    if (kind === PORT) return this.#control.takeParcel(job.key)
    if (kind < ELSEWHERE) return readValue(this.#decoder, this.#float64, kind, HEADER, length)
    const word = HEADER >>> 2
    const decoder = this.#submitted.in(this.#int32[word])
    const value = readValue(decoder, this.#float64, kind - ELSEWHERE, this.#int32[word + 1], length)
    // The job may take long, and the next large value can use the memory meanwhile.
    if (length > SEGMENT) binding.letGo(this.#host)
    return value
  }

  async #loadAndRun (task, data, job, context) {
    if (task >= STREAM) job.pump = new Pump((value) => this.#note(job, value, YIELD))
    if (job.controller?.signal.aborted) job.pump?.stop()
    job.isAlone = (task & ALONE) !== 0
    if (job.isAlone) this.#stickyJobs += 1
    const id = withoutFlags(task)
    if (!this.#tasks.isDefined(id)) this.#control.catchUp()
    const handler = this.#tasks.handler(id) ?? await this.#tasks.load(id)
    // Scoped here, because what the file entered while it was loaded is for no job.
    return jobScope.run(async () => {
      const result = await handler(data, context)
      return job.pump === undefined ? result : job.pump.run(result)
    })
  }

  #note (job, value, kind) {
    if (job.isDone) return 0
    const { current } = this.#control
    this.#control.current = job
    try {
      return this.#outbox.note(job, value, kind)
    } finally {
      this.#control.current = current
    }
  }

  /** Raises the signals of the jobs that must stop. */
  #hearStops () {
    const stops = binding.takeStops(this.#host)
    for (let at = 0; at < stops.length; at += 3) {
      const [slot, origin, timeout] = stops.slice(at, at + 3)
      const job = this.#find(slot, origin)
      const reason = timeout < 0 ? this.#control.takeReason(keyOf(slot, origin)) : timeoutError(timeout, 'running')
      // A job in hand that isn't found is about to begin or has just ended.
      if (job === undefined) this.#earlyStop = { reason }
      else job.abort(reason)
    }
  }

  /** The job, if it has begun and not ended. */
  #find (slot, origin) {
    const pending = this.#activeJobs.find(keyOf(slot, origin))
    if (pending !== undefined) return pending
    const job = this.#job
    if (!job.isDone && job.slot === slot && job.origin === origin) return job
  }

  #useInbox (bytes) {
    const inbox = new Uint8Array(bytes + (-bytes & 7))
    this.#inboxBytes = inbox.length
    this.#int32 = new Int32Array(inbox.buffer)
    this.#float64 = new Float64Array(inbox.buffer)
    this.#decoder.attach(inbox.buffer)
    binding.setInbox(this.#host, inbox)
  }

  /** Makes room for a job that is larger than the inbox. If there is no memory, only that job fails. */
  #growInbox () {
    try {
      this.#useInbox(this.#int32[0] >>> 0)
    } catch {
      binding.forgoJob(this.#host)
    }
  }

  /** Replaces a large inbox by a small one, now that there is time. */
  #trim () {
    if (this.#inboxBytes > BYTES_TO_KEEP) this.#useInbox(INBOX_BYTES)
  }

  #leave = () => leave(this.#tasks.loaded, this.#control, this.#start.nested.abortGrace)
}

function isThenable (value) {
  return typeof value.then === 'function'
}

module.exports = { Loop }
