// Tests that a test runner which looks for open handles finds none in a package that is loaded, or has been used.
'use strict'

const path = require('node:path')
const { runChild } = require('../helpers/child.js')

test('`jest --detectOpenHandles` reports no handle of the package', async () => {
  const rootDir = path.join(__dirname, '..', 'programs', 'open-handles')
  const config = JSON.stringify({ rootDir, testMatch: ['**/*.jest.js'], transform: {} })
  const jest = path.join(path.dirname(require.resolve('jest/package.json')), 'bin', 'jest.js')
  const { code, stderr } = await runChild('--no-warnings', jest, '--detectOpenHandles', '--config', config)
  const handles = [...stderr.matchAll(/●\s+(.*)/g)].map(([, name]) => name)
  expect({ code, handles }).toEqual({ code: 0, handles: ['left open by the test'] })
})
