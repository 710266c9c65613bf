// The options of one run.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { readOptions, string, oneOf, abortSignal, array, callback, anything } = require('./options.js')

const PRIORITIES = { high: 0, normal: 1, low: 2 }

const RULES = {
  filename: anything,
  name: string,
  priority: oneOf('high', 'normal', 'low'),
  signal: abortSignal,
  transferList: array,
  onProgress: callback
}

const DEFAULTS = Object.freeze({ priority: PRIORITIES.normal })

/** @param {unknown} options */
function readRunOptions (options) {
  if (options === undefined) return DEFAULTS
  const read = readOptions(options, RULES, 'the options of a run')
  if (read.transferList?.length === 0) read.transferList = undefined
  if (read.onProgress !== undefined) read.onProgress = AsyncResource.bind(read.onProgress)
  read.priority = read.priority === undefined ? PRIORITIES.normal : PRIORITIES[read.priority]
  return read
}

module.exports = { readRunOptions }
