// The timers of this repository.
'use strict'

const { ownVersion } = require('../../lib/versions')

module.exports = {
  name: 'oxpool',
  version: ownVersion(),
  load () {
    const { setTimeout, clearTimeout, setInterval, clearInterval } = require('../../..')
    // The last changes go over to the native side in a microtask, which has run when an await comes back.
    return { setTimeout, clearTimeout, setInterval, clearInterval, settle: async () => {} }
  }
}
