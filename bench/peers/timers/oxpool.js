// Sets up the timers of this repository.
'use strict'

const { ownVersion } = require('../../lib/versions')

module.exports = {
  name: 'oxpool',
  version: ownVersion(),
  load () {
    const { setTimeout, clearTimeout, setInterval, clearInterval } = require('../../..')
    // The last changes go to the native side in a microtask, and this microtask has run when an `await` is over.
    return { setTimeout, clearTimeout, setInterval, clearInterval, settle: async () => {} }
  }
}
