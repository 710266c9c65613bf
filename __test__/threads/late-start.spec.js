// A thread may begin before its pool has told it what it is for.
'use strict'

const { runChild } = require('../helpers/child.js')

test('a thread that starts while its pool is held up waits for the pool\'s first message', async () => {
  expect(await runChild('late-start.js')).toEqual({ code: 0, signal: null, stdout: 'done\n', stderr: '' })
})
