// Tests that ended pools leave no threads and no handles behind.
'use strict'

const { runChild } = require('../helpers/child.js')

const many = process.env.OXPOOL_STRESS ? 10 : 1

const cases = process.platform === 'linux'
  ? [
      ['native', 200 * many, 'close'], ['native', 200 * many, 'destroy'],
      ['script', 40 * many, 'close'], ['script', 40 * many, 'destroy']
    ]
  : []

test.each(cases)('%s pools leave no thread and no handle: %i pools, ended by %s()', async (kind, count, end) => {
  const { code, signal, stdout, stderr } = await runChild('many-pools.js', kind, String(count), end)
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' })
  const { before, after } = JSON.parse(stdout)
  expect(after.threads).toBeLessThanOrEqual(before.threads)
  expect(after.handles).toBeLessThanOrEqual(before.handles)
})
