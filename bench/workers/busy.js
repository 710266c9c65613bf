// Computes as many steps as its data says, and returns the data.
'use strict'

const { busy } = require('../lib/busy')

module.exports = busy
