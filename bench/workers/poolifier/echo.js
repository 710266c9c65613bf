// The task `echo` in the form poolifier wants.
'use strict'

const { ThreadWorker } = require('poolifier')

module.exports = new ThreadWorker(require('../echo'))
