// Knows where the worker files of the tests are.
'use strict'

const path = require('node:path')

const fixture = (name) => path.join(__dirname, '..', 'fixtures', name)

module.exports = { fixture }
