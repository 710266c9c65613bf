// Offers the task `sort` in the form that poolifier wants.
'use strict'

const { ThreadWorker } = require('poolifier')

module.exports = new ThreadWorker(require('../sort'))
