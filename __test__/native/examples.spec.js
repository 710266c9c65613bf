// The examples with native tasks do what they say.
'use strict'

const { execFile } = require('node:child_process')
const path = require('node:path')
const { promisify } = require('node:util')

async function linesOf (example, ...args) {
  const file = path.join(__dirname, '..', '..', 'examples', example)
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file, ...args])
  expect(stderr).toBe('')
  return stdout.trimEnd().split('\n')
}

test('shared-memory.js sorts halves before their statistics, in place', async () => {
  const lines = await linesOf('shared-memory.js', '10001')
  expect(lines[0]).toMatch(/leases: {"out":\d,"waiting":\d}$/)
  expect(lines.find((line) => line.startsWith('the left half'))).toMatch(/the same view: true$/)
  expect(lines.at(-2)).toMatch(/^from 0\.\d+ to 0\.\d+/)
  expect(lines.at(-1)).toBe('1,2,3 out of 3,1,2')
})

test('vector-search.js finds what a loop finds', async () => {
  const lines = await linesOf('vector-search.js', '1000')
  expect(lines[1]).toBe('  vector 0: 1.0000')
  expect(lines).toHaveLength(12)
  expect(lines.at(-1)).toMatch(/the same vectors: true$/)
})
