// Declares tests that need the system to refuse something, where that can be arranged.
'use strict'

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { runChild } = require('./child.js')

const ROOT = path.join(__dirname, '..', '..')

const hindrance = findHindrance()

/** Why limits can't be set here, or `undefined` if they can. */
function findHindrance () {
  if (process.platform !== 'linux') return 'only Linux lets a test set limits and lift them again'
  if (spawnSync('prlimit', ['--version']).status !== 0) return 'there is no `prlimit`'
  // A test of root's becomes another user, who must be able to read the package.
  for (let at = ROOT; process.getuid() === 0; at = path.dirname(at)) {
    if ((fs.statSync(at).mode & 0o5) !== 0o5) return `users other than root can't read ${at}`
    if (at === path.dirname(at)) return undefined
  }
}

/** A test that runs one scenario of a program, and checks what it prints. Nothing else may happen in the program. */
function atLimit (claim, program, scenario, expected) {
  if (hindrance !== undefined) return test.skip(`${claim} (skipped: ${hindrance})`, () => {})
  test(claim, async () => {
    const { code, signal, stdout, stderr } = await runChild(program, scenario)
    expect({ code, signal, stderr, told: stdout }).toMatchObject({ code: 0, signal: null, stderr: '' })
    expect(JSON.parse(stdout)).toEqual(expected)
  })
}

module.exports = { atLimit }
