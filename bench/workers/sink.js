// Takes a value and returns a number. The first value of each thread is compared with what must have been sent.
'use strict'

const { deepStrictEqual } = require('node:assert')
const { threadId } = require('node:worker_threads')
const { values } = require('../lib/values')

const { make, plain = (value) => value } = values[process.env.BENCH_VALUE]
let isChecked = false

// The thread's number tells the bench which threads have compared.
module.exports = (data) => {
  if (!isChecked) {
    deepStrictEqual(plain(data), plain(make()))
    isChecked = true
  }
  return threadId
}
