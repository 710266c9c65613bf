// One native thread keeps the deadlines of the whole process.
'use strict'

const { runChild } = require('../helpers/child.js')

const onLinux = process.platform === 'linux' ? test : test.skip

onLinux('the thread is there only once there is a timer, and one for all threads that have some', async () => {
  const { code, stdout, stderr } = await runChild('timers-thread.js')
  expect({ code, stderr, counts: JSON.parse(stdout) }).toEqual({ code: 0, stderr: '', counts: [0, 1, 1] })
})
