// The three ways a value can cross; the number travels in front of the payload.
'use strict'

module.exports = {
  /** Our own bytes. */
  FAST: 0,
  /** V8's bytes. */
  V8: 1,
  /** No bytes: only Node's own `postMessage` carries the value, or refuses it. */
  PORT: 2
}
