// Sets up Piscina with 64 tasks on their way to each thread, so that no thread waits for the next message.
'use strict'

module.exports = require('./piscina').withConcurrency('piscina-64', 64)
