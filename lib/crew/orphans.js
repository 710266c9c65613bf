// Stops the nested jobs that nobody waits for any more, because the thread that submitted them has ended.
'use strict'

const binding = require('../binding.js')
const { codedError } = require('../errors.js')
const { afterGrace } = require('../job/overdue.js')
const { abortJob } = require('./relay.js')

/**
 * Aborts the signals of the jobs that the thread on a seat had submitted before it ended. If such a job doesn't settle
 * within the grace, its own thread is ended: whatever would have ended it at its timeout has gone with its submitter.
 *
 * @param {import('./script-crew.js').ScriptCrew} crew
 * @param {number} seat
 * @param {Error} cause why the submitter's thread ended
 * @param {number} grace in milliseconds
 */
function stopOrphans (crew, seat, cause, grace) {
  if (crew.handle < 0) return
  const orphans = binding.orphans(crew.handle, seat)
  if (orphans.length === 0) return
  const message = 'Nobody waits for the job any more: the thread that submitted it has ended'
  const reason = codedError(Error, 'ERR_OXPOOL_WORKER_CRASH', message, { cause })
  for (let at = 0; at < orphans.length; at += 3) {
    const [on, origin, slot] = orphans.slice(at, at + 3)
    const thread = crew.seating.at(on)
    if (thread === undefined) continue
    abortJob(crew.handle, thread, origin, slot, reason)
    endAfter(crew, thread, origin, slot, grace)
  }
}

/** Ends the thread that has an orphan in hand, unless the orphan's handler settles within the grace. */
function endAfter (crew, thread, origin, slot, grace) {
  const end = () => {
    if (crew.handle >= 0) crew.endFor(thread.seat, origin, slot)
  }
  if (grace === 0) end()
  else if (grace !== Infinity) {
    crew.prepare()
    afterGrace(grace, end)
  }
}

module.exports = { stopOrphans }
