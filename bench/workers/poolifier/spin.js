// Offers the task `spin` in the form that poolifier wants: once for each priority, which belongs to a task function.
'use strict'

const { ThreadWorker } = require('poolifier')
const spin = require('../spin')

module.exports = new ThreadWorker({
  low: { taskFunction: (data) => spin(data), priority: 19 },
  high: { taskFunction: (data) => spin(data), priority: -20 }
})
