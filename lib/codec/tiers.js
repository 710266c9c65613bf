// Numbers the three ways in which a value can cross to another thread.
'use strict'

module.exports = {
  /** Our own bytes. */
  FAST: 0,
  /** V8's bytes. */
  V8: 1,
  /** No bytes: only Node's own `postMessage` carries the value, or refuses it. */
  PORT: 2
}
