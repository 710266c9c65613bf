// Tests that an idle pool lets its process end, and that jobs in flight keep it alive.
'use strict'

const { runChild } = require('../helpers/child.js')

test.each([
  [['unused']],
  [['unused native']],
  [['script']],
  [['message']],
  [['native']],
  [['script', 'native', 'unused', 'message']]
])('a process with idle pools ends: %p', async (names) => {
  const { code, signal, stdout, stderr } = await runChild('idle.js', ...names)
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' })
  expect(stdout).toMatch(/idle\n$/)
})

test.each([
  'script', 'message', 'lazy', 'port', 'native', 'queued', 'crash', 'closing', 'closing native', 'destroying',
  'aborted', 'refused by its own data', 'timed out', 'far from timed out'
])('a process stays alive until its jobs in flight have settled, and no longer: %s', async (name) => {
  expect(await runChild('in-flight.js', name)).toEqual({ code: 0, signal: null, stdout: 'done\n', stderr: '' })
})
