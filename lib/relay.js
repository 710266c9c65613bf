// Takes messages from one worker of a pool to another: about nested jobs, whose submitter is a worker and has no port to the one that runs them.
'use strict'

const binding = require('./binding.js')

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
      threadOn(binding.seatOfOrigin(origin))?.post({ type, origin, seat: from.seat, slot, parcel: rest.parcel }, [rest.parcel])
      break
    case 'nested-abort':
      threadOn(seat)?.postNow({ type: 'abort', origin, slot, reason: rest.reason })
      break
    case 'nested-terminate':
      if (binding.condemn(pool, seat, origin, slot)) threadOn(seat)?.worker.terminate()
      break
  }
}

module.exports = { relay }
