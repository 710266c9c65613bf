// Sets up Node's own timers.
'use strict'

const { clearInterval, clearTimeout, setInterval, setTimeout } = require('node:timers')

module.exports = {
  name: 'Node',
  version: process.version,
  load: () => ({ setTimeout, clearTimeout, setInterval, clearInterval, settle: async () => {} })
}
