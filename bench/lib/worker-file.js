// Finds the worker file of a task, in the form that a pool wants.
'use strict'

const { join } = require('node:path')

const workerFile = (task, contract = '') => join(__dirname, '..', 'workers', contract, `${task}.js`)

module.exports = { workerFile }
