// Passes messages about nested jobs from one worker of a pool to another: the worker that submits a nested job has no
// port to the worker that runs it.
'use strict'

const binding = require('../binding.js')
const { packReason } = require('../job/reason.js')

/**
 * @param {number} pool the native handle
 * @param {(seat: number) => import('./thread.js').Thread | undefined} threadOn
 * @param {import('./thread.js').Thread} from
 * @param {any} message
 */
function relay (pool, threadOn, from, { type, seat, origin, slot, ...rest }) {
  switch (type) {
    case 'nested-parcel':
      threadOn(seat)?.post({ type: 'parcel', origin, slot, parcel: rest.parcel }, [rest.parcel])
      binding.supplyByPort(pool, seat, origin, slot)
      break
    case 'nested-value':
      threadOn(binding.seatOfOrigin(origin))
        ?.post({ type, origin, seat: from.seat, slot, parcel: rest.parcel }, [rest.parcel])
      break
    case 'nested-abort':
      passParcel(pool, threadOn(seat), origin, slot, rest.parcel)
      break
  }
}

/**
 * Makes a thread abort the signal of a job that it has begun. The reason is posted first: it counts once the native
 * side says that the job must stop.
 */
function abortJob (pool, thread, origin, slot, reason) {
  passReason(pool, thread, origin, slot, packReason(reason))
}

/** The same with a reason that another worker has put into a parcel, if it could be cloned. */
function passParcel (pool, thread, origin, slot, parcel) {
  if (thread === undefined) return parcel?.close()
  if (parcel !== undefined) thread.post({ type: 'reason', origin, slot, reason: undefined, parcel }, [parcel])
  stop(pool, thread, origin, slot)
}

function passReason (pool, thread, origin, slot, reason) {
  try {
    thread.post({ type: 'reason', origin, slot, reason, parcel: undefined })
  } catch {
    // A reason that can't be cloned stays in the thread that aborted the job, where the promise was rejected with it.
    thread.post({ type: 'reason', origin, slot, reason: undefined, parcel: undefined })
  }
  stop(pool, thread, origin, slot)
}

function stop (pool, thread, origin, slot) {
  // If the native side had nothing to stop, the reason is taken back.
  if (binding.abortJob(pool, thread.seat, origin, slot)) return
  thread.post({ type: 'reason', origin, slot, reason: undefined, parcel: undefined })
}

module.exports = { relay, abortJob }
