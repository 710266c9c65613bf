// Tests that timers of one thread don't see each other's domains.
'use strict'

const { runChild } = require('../helpers/child.js')

test('a domain gets the errors of its own timers, and no others, whichever timer was the first', async () => {
  const { code, stdout, stderr } = await runChild('timers-domain.js')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toEqual([
    'first: inside', 'uncaught: outside', 'the next timer in none', 'its own timer in left', 'uncaught: after'
  ])
})
