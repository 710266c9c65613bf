// Tests that process.exit() in a timer's callback ends the process or the thread at once, even if other timers are set.
'use strict'

const { runLongChild } = require('../helpers/child.js')
const { cases } = require('../programs/timers-exit.js')

const rounds = process.env.OXPOOL_STRESS ? 100 : 3

describe.each(['process', 'thread'])('process.exit() ends a %s from', (place) => {
  test.each(cases)('%s', async (name) => {
    for (let round = 0; round < rounds; round += 1) {
      const end = await runLongChild('timers-exit.js', place, name)
      expect(end).toEqual({ code: 5, signal: null, stdout: '', stderr: '' })
    }
  }, 10 * 60000)
})
