// Tests which timers keep a process or a thread alive, and which do not.
'use strict'

const { runChild } = require('../helpers/child.js')
const { cases } = require('../programs/timers-end.js')

describe.each(['process', 'thread'])('a %s ends by itself, with', (place) => {
  test.each(cases)('%s', async (name, prints) => {
    const { code, signal, stdout, stderr } = await runChild('timers-end.js', place, name)
    const expected = prints === '' ? '' : prints.replaceAll(',', '\n') + '\n'
    expect({ code, signal, stdout, stderr }).toEqual({ code: 0, signal: null, stdout: expected, stderr: '' })
  })
})
