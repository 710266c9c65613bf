// The timers that Node comes with.
'use strict'

const { clearInterval, clearTimeout, setInterval, setTimeout } = require('node:timers')

module.exports = {
  name: 'Node',
  version: process.version,
  load: () => ({ setTimeout, clearTimeout, setInterval, clearInterval, settle: async () => {} })
}
