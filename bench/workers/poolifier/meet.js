// The task `meet` in the form poolifier wants.
'use strict'

const { ThreadWorker } = require('poolifier')

module.exports = new ThreadWorker(require('../meet'))
