// Takes a number and returns a value that was made before.
'use strict'

const { values } = require('../lib/values')

const value = values[process.env.BENCH_VALUE].make()

module.exports = () => value
