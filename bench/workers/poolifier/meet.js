// Offers the task `meet` in the form that poolifier wants.
'use strict'

const { ThreadWorker } = require('poolifier')

module.exports = new ThreadWorker(require('../meet'))
