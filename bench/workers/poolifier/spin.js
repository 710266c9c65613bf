// The task `spin` in the form poolifier wants, once for each priority: there a priority is a task function's.
'use strict'

const { ThreadWorker } = require('poolifier')
const spin = require('../spin')

module.exports = new ThreadWorker({
  low: { taskFunction: (data) => spin(data), priority: 19 },
  high: { taskFunction: (data) => spin(data), priority: -20 }
})
