// What an AbortSignal does to a job: queued, it never starts; running, it is asked to stop, and after a while its thread is ended.
'use strict'

const { abortError } = require('./errors.js')
const { CANCELLABLE } = require('./job.js')

/**
 * @param {import('./job.js').Job} job
 * @param {AbortSignal} signal
 * @param {number} grace milliseconds that a running handler gets to settle
 * @returns {boolean} `false` if the signal was aborted before: the job has been settled, and needs no thread
 */
function watchSignal (job, signal, grace) {
  if (signal.aborted) {
    job.fail(abortError(signal.reason))
    return false
  }
  const onAbort = () => {
    job.fail(abortError(signal.reason))
    stop(job, grace)
  }
  job.flags += CANCELLABLE
  signal.addEventListener('abort', onAbort)
  job.unwatch = () => signal.removeEventListener('abort', onAbort)
  return true
}

function stop (job, grace) {
  const { slot, crew } = job
  if (slot === -1 || job.ledger.home.cancel(job) || job.withdraw()) return
  const seat = crew.seatOf(slot)
  // A native job runs on no desk: it sees the request by itself, between two pieces.
  if (seat < 0) return
  crew.raise(seat, slot)
  const terminate = () => {
    if (job.slot === slot && crew.seatOf(slot) === seat) crew.terminate(seat)
  }
  if (grace === 0) terminate()
  else if (grace !== Infinity) setTimeout(terminate, grace).unref()
}

module.exports = { watchSignal }
