// Tests a thread that starts running before its pool has sent it the first message.
'use strict'

const { runChild } = require('../helpers/child.js')

test('a thread that starts while its pool is blocked waits for the pool\'s first message', async () => {
  expect(await runChild('late-start.js')).toEqual({ code: 0, signal: null, stdout: 'done\n', stderr: '' })
})
