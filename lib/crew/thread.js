// One Node Worker on a seat: its ports, and how it ends.
'use strict'

const path = require('node:path')
const { Worker, MessageChannel, receiveMessageOnPort } = require('node:worker_threads')
const { filesForThread, keepFiles } = require('./prepared-files.js')

const MAIN = path.join(__dirname, '..', 'worker', 'start', 'main.js')

class Thread {
  isReady = false
  /** Whether it has said that it ends before it took its place. */
  hasEnded = false
  /** Whether it has jobs to do before its first: what a sticky broadcast has left. */
  hasSticky = false
  /** Whether it will take no more jobs: it was told to leave, says that it does, or is being terminated. */
  isLeaving = false
  /** Its place in the crew, -1 while it stands by. */
  seat = -1
  /** Of the segments that it writes to, once it sits. @type {import('../home/segments.js').Reader | undefined} */
  outcomes = undefined
  /** What it died of, if Node said. @type {unknown} */
  error = undefined
  /** The jobs that it was greeted with. @type {import('../job/job.js').Job[]} */
  stickyJobs = []
  /** Whether the pool ended it for a job that did not stop. */
  isCondemned = false
  /** Whether Node said what it died of, which may be `undefined`. */
  hasFailed = false
  /** Whether the pool ended it under what it was greeted with, which went on for too long. */
  hungInSticky = false
  /** How many jobs its seat had finished when it came, and had done what it was greeted with. */
  doneBefore = 0
  /** How many when a thread of the pool died last. */
  doneSeen = 0
  /** How many threads more its nested jobs could use. */
  demand = 0
  #port
  /** Changed after each message about a job, so that a thread which computes without a pause may look. */
  #alarm = new Int32Array(new SharedArrayBuffer(4))
  /** What it says of its heap now and then: see `lib/worker/heap-report.js`. */
  heap = new Float64Array(new SharedArrayBuffer(24))
  /** What came on the port for a slot, in order. @type {Map<number, any[]>} */
  #values = new Map()
  #onReady
  #onLeaving
  #onDemand
  #onNested

  /**
   * @param {object} workerOptions for `new Worker()`
   * @param {object} start what the thread needs to know: see `lib/worker/start/life.js`
   * @param {{ onReady: () => void, onLeaving: () => void, onDemand: () => void, onNested: (message: any) => void }} listeners called when the file is loaded;
   * when it will take no more jobs by its own account or by that of who terminates it; when its nested jobs could use other threads; with what else concerns these
   */
  constructor (workerOptions, start, { onReady, onLeaving, onDemand, onNested }) {
    this.#onDemand = onDemand
    this.#onReady = onReady
    this.#onLeaving = onLeaving
    this.#onNested = onNested
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    this.worker = new Worker(MAIN, workerOptions)
    /** The Worker's own is gone with it. */
    this.threadId = this.worker.threadId
    this.worker.postMessage({ ...start, files: filesForThread(), alarm: this.#alarm, heap: this.heap, port: port2 }, [port2])
    this.#watchTerminate()
    port1.on('message', (message) => this.#receive(message))
    port1.unref()
    this.worker.on('error', (error) => {
      this.error = error
      this.hasFailed = true
    })
  }

  /** Whether it has not survived what it was greeted with, yet or at all. */
  get isUnproven () {
    return this.hasSticky || this.hungInSticky
  }

  /** Gives the thread its place: it takes jobs from now on, or when it has loaded its file. */
  sit (seat, outcomes) {
    this.seat = seat
    this.outcomes = outcomes
    this.post({ type: 'sit', seat })
  }

  post (message, transferList) {
    this.#port.postMessage(message, transferList)
  }

  /** Posts something about a job that runs. */
  postNow (message) {
    this.#port.postMessage(message)
    Atomics.add(this.#alarm, 0, 1)
  }

  /** A value that came on the port. It was posted before the record that tells of it, so it is here. */
  takeValue (slot) {
    this.readMessages()
    const values = this.#values.get(slot) ?? []
    if (values.length <= 1) this.#values.delete(slot)
    return values.shift()
  }

  /** Receives what has been posted, without waiting for the event loop. */
  readMessages () {
    for (;;) {
      const received = receiveMessageOnPort(this.#port)
      if (received === undefined) return
      this.#receive(received.message)
    }
  }

  close () {
    this.#port.close()
  }

  /** Ends it for a job that does not stop. */
  condemn () {
    this.isCondemned = true
    this.worker.terminate()
  }

  #watchTerminate () {
    const { worker } = this
    const terminate = worker.terminate.bind(worker)
    worker.terminate = () => {
      this.#onLeaving()
      this.isLeaving = true
      return terminate()
    }
  }

  #receive (message) {
    switch (message.type) {
      case 'value':
        if (!this.#values.get(message.slot)?.push(message.value)) this.#values.set(message.slot, [message.value])
        break
      case 'ready':
        this.isReady = true
        this.#onReady()
        break
      case 'ended':
        this.hasEnded = true
        break
      case 'leaving':
        this.#onLeaving()
        break
      case 'files':
        keepFiles(message.prepared)
        break
      case 'demand':
        this.demand = message.count
        this.#onDemand()
        break
      default:
        this.#onNested(message)
    }
  }
}

module.exports = { Thread }
