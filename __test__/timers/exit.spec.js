// process.exit() in a timer's callback ends a process or a thread at once, whatever is pending.
'use strict'

const { runChild } = require('../helpers/child.js')
const { cases } = require('../programs/timers-exit.js')

const rounds = process.env.OXPOOL_STRESS ? 100 : 3

describe.each(['process', 'thread'])('a %s is ended by', (place) => {
  test.each(cases)('%s', async (name) => {
    for (let round = 0; round < rounds; round += 1) {
      expect(await runChild('timers-exit.js', place, name)).toEqual({ code: 5, signal: null, stdout: '', stderr: '' })
    }
  }, 10 * 60000)
})
