// Keeps what this package makes or calls out of the domains that user code has entered.
//
// A domain belongs to `node:domain`, which most programs never load: then `process.domain` is `undefined`. A domain
// that somebody enters and does not exit stays active for all that the thread does next.
'use strict'

const process = require('node:process')

/** Exits every domain that is active. */
function leaveDomains () {
  for (let { domain } = process; domain != null; domain = process.domain) {
    domain.exit()
    // A domain that was only assigned is on no stack, and `exit` does nothing.
    if (process.domain === domain) process.domain = null
  }
}

/**
 * Makes something for several users outside the domain that is active: what is made in a domain belongs to it, and is
 * called in it.
 *
 * @template T
 * @param {() => T} make
 * @returns {T}
 */
function outsideDomains (make) {
  const { domain } = process
  if (domain == null) return make()
  process.domain = null
  try {
    return make()
  } finally {
    process.domain = domain
  }
}

module.exports = { leaveDomains, outsideDomains }
