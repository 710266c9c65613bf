// Checks that Node's permission model lets the process start Workers, before anything is built that needs them.
'use strict'

const process = require('node:process')
const { codedError } = require('../errors.js')

/** Throws if Node was started with `--permission`, and not with `--allow-worker`. Plain threads need no permission. */
function checkPermission () {
  // Node has the property only where the model is on.
  if (!Object.hasOwn(process, 'permission') || process.permission.has('worker')) return
  const expected = 'JavaScript needs Worker threads, which Node\'s permission model forbids here'
  const message = `${expected}: start Node with \`--allow-worker\`. Native tasks run without it`
  throw codedError(Error, 'ERR_ACCESS_DENIED', message, { permission: 'WorkerThreads' })
}

module.exports = { checkPermission }
