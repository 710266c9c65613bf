// Runs a program in a process of its own, and reports how it ended.
'use strict'

const { execFile } = require('node:child_process')
const path = require('node:path')

/** A program that hangs ends a little before the runner gives its test up. In milliseconds. */
const USUAL = process.env.OXPOOL_STRESS ? 400_000 : 55_000
/** The same for tests that are given some minutes, because they repeat something many times. */
const LONG = 400_000

/**
 * @param {string[]} args for node. If the first one has no dash, it is a file in `programs`.
 * @returns {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string }>}
 */
function runChild (...args) {
  return run(args, USUAL)
}

/** Does the same for a test that is given at least 400 s. */
function runLongChild (...args) {
  return run(args, LONG)
}

function run (args, timeout) {
  const file = args[0].startsWith('-') ? args : [path.join(__dirname, '..', 'programs', args[0]), ...args.slice(1)]
  return new Promise((resolve) => {
    const options = { timeout, killSignal: 'SIGKILL', cwd: path.join(__dirname, '..') }
    const child = execFile(process.execPath, file, options, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr })
    })
  })
}

module.exports = { runChild, runLongChild }
