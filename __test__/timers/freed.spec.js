// Tests that the memory that a timer keeps is freed when the timer has fired or was cancelled.
'use strict'

const path = require('node:path')
const { runChild } = require('../helpers/child.js')
const { cases } = require('../programs/timers-freed.js')

const program = path.join(__dirname, '..', 'programs', 'timers-freed.js')

test.each(cases)('%s is freed', async (name) => {
  expect(await runChild('--expose-gc', program, name)).toEqual({ code: 0, signal: null, stdout: 'freed\n', stderr: '' })
})
