// Tests that the output of threads goes to the program's own output, unless the program reads it itself.
'use strict'

const { runChild } = require('../helpers/child.js')

const LINES = 500
const lines = (stream) => Array.from({ length: LINES }, (_, n) => `${stream} ${n}\n`).join('')

test.each([
  ['the pool closes', '{}'],
  ['the thread is replaced', '{ "maxTasksPerWorker": 1 }']
])('everything that a job prints comes out, in order, before %s', async (_, options) => {
  const printed = { stdout: lines('out'), stderr: lines('err') }
  expect(await runChild('prints.js', String(LINES), options)).toEqual({ code: 0, signal: null, ...printed })
})

test.each([
  ['stdout', '{ "stdout": true }', { stdout: '', stderr: lines('err') }],
  ['stderr', '{ "stderr": true }', { stdout: lines('out'), stderr: '' }]
])('with the option %s the program does not print that output of its threads', async (_, options, output) => {
  expect(await runChild('prints.js', String(LINES), options)).toMatchObject({ code: 0, ...output })
})
