// What threads print goes where a program's own output goes, unless the program wants to read it.
'use strict'

const { runChild } = require('../helpers/child.js')

const LINES = 500
const lines = (stream) => Array.from({ length: LINES }, (_, n) => `${stream} ${n}\n`).join('')

test.each([
  ['the pool closes', '{}'],
  ['the thread is replaced', '{ "maxTasksPerWorker": 1 }']
])('all that a job prints comes out, in order, before %s', async (_, options) => {
  expect(await runChild('prints.js', String(LINES), options)).toEqual({ code: 0, signal: null, stdout: lines('out'), stderr: lines('err') })
})

test.each([
  ['stdout', '{ "stdout": true }', { stdout: '', stderr: lines('err') }],
  ['stderr', '{ "stderr": true }', { stdout: lines('out'), stderr: '' }]
])('with the option %s nothing of it comes out by itself', async (_, options, output) => {
  expect(await runChild('prints.js', String(LINES), options)).toMatchObject({ code: 0, ...output })
})
