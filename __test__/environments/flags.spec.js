// Tests that values and errors arrive as usual under flags of Node that change JavaScript's own objects.
'use strict'

const { runChild } = require('../helpers/child.js')
const path = require('node:path')

const program = path.join(__dirname, '..', 'programs', 'under-flags.js')
const run = (...flags) => runChild('--no-warnings', ...flags, program)

const FLAGS = ['--frozen-intrinsics', '--disable-proto=delete', '--disable-proto=throw']

test.each(FLAGS)('%s changes nothing that arrives', async (flag) => {
  const [usual, changed] = await Promise.all([run(), run(flag)])
  expect(usual).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('TypeError') })
  expect(changed).toEqual(usual)
})
