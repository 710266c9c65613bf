// Reads the command line, which has the same options for one bench and for all of them.
'use strict'

const { parseArgs } = require('node:util')

const spec = {
  quick: { type: 'boolean', default: false },
  only: { type: 'string' },
  without: { type: 'string', multiple: true, default: [] },
  rounds: { type: 'string' },
  threads: { type: 'string' },
  tasks: { type: 'string' },
  values: { type: 'string', multiple: true },
  direction: { type: 'string', multiple: true },
  'job-ms': { type: 'string', multiple: true },
  'in-flight': { type: 'string', multiple: true },
  json: { type: 'string' },
  markdown: { type: 'boolean', default: false }
}

const list = (texts) => texts.flatMap((text) => text.split(','))

function wholeNumber (name, text) {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`--${name} must be a whole number >= 1, but it is '${text}'`)
  }
  return value
}

function positive (name, text) {
  const value = Number(text)
  if (!(value > 0)) throw new RangeError(`--${name} must be a number > 0, but it is '${text}'`)
  return value
}

function readOptions (args = process.argv.slice(2)) {
  const { values } = parseArgs({ args, options: spec })
  const without = new Set(list(values.without))
  return {
    ...values,
    only: values.only?.split(','),
    rounds: wholeNumber('rounds', values.rounds),
    threads: wholeNumber('threads', values.threads),
    tasks: wholeNumber('tasks', values.tasks),
    values: values.values && list(values.values),
    directions: values.direction && list(values.direction),
    inFlight: values['in-flight'] && list(values['in-flight']).map((text) => wholeNumber('in-flight', text)),
    jobMs: values['job-ms'] && list(values['job-ms']).map((text) => positive('job-ms', text)),
    takePart: (contenders) => contenders.filter((contender) => !without.has(contender))
  }
}

module.exports = { readOptions }
