// Runs one measurement in a process of its own, so that no pool meets the heap or the compiled code of another pool.
'use strict'

const { execFile } = require('node:child_process')
const { join } = require('node:path')

const lastLine = (text) => text.trimEnd().split('\n').at(-1)

// A pool that fails or hangs loses its own figure, not the whole run. The reason becomes its result.
function measureInChild (program, spec, { execArgv, timeoutSeconds }) {
  const file = join(__dirname, '..', 'measure', `${program}.js`)
  return new Promise((resolve) => {
    execFile(process.execPath, [...execArgv, file, JSON.stringify(spec)], {
      timeout: timeoutSeconds * 1000,
      killSignal: 'SIGKILL'
    }, (error, stdout, stderr) => {
      if (!error && stdout) return resolve(JSON.parse(lastLine(stdout)))
      const reason = error?.killed ? `no answer in ${timeoutSeconds} s` : stderr.trim() || error?.message || 'no answer'
      resolve({ failed: reason })
    })
  })
}

module.exports = { measureInChild }
