// Tests that one native thread keeps the deadlines of the whole process.
'use strict'

const { runChild } = require('../helpers/child.js')

const onLinux = process.platform === 'linux' ? test : test.skip

onLinux('the driver thread starts with the first timer, and is the only one for all threads with timers', async () => {
  const { code, stdout, stderr } = await runChild('timers-thread.js')
  expect({ code, stderr, counts: JSON.parse(stdout) }).toEqual({ code: 0, stderr: '', counts: [0, 1, 1] })
})
