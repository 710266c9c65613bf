// Runs a program in a process of its own, and reports how it ended.
'use strict'

const { execFile } = require('node:child_process')
const path = require('node:path')

const LONGEST = process.env.OXPOOL_STRESS ? 400000 : 20000

/**
 * @param {string[]} args for node. If the first one has no dash, it is a file in `programs`.
 * @returns {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string }>}
 */
function runChild (...args) {
  const file = args[0].startsWith('-') ? args : [path.join(__dirname, '..', 'programs', args[0]), ...args.slice(1)]
  return new Promise((resolve) => {
    const options = { timeout: LONGEST, killSignal: 'SIGKILL', cwd: path.join(__dirname, '..') }
    const child = execFile(process.execPath, file, options, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr })
    })
  })
}

module.exports = { runChild }
