// Sets up Piscina with 4 tasks on their way to each thread.
'use strict'

module.exports = require('./piscina').withConcurrency('piscina-4', 4)
