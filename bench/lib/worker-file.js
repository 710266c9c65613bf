// Where a task's worker file for a given contract lies.
'use strict'

const { join } = require('node:path')

const workerFile = (task, contract = '') => join(__dirname, '..', 'workers', contract, `${task}.js`)

module.exports = { workerFile }
