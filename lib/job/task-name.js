// What people call a task: in errors, in traces and on the diagnostics channel.
'use strict'

/** @param {{ native?: string, url?: string, name?: string, source?: string }} task */
function nameOf ({ native, url, name, source }) {
  if (native !== undefined) return `native:${native}`
  if (source !== undefined) return 'exec'
  return name === undefined ? url : `${url}#${name}`
}

module.exports = { nameOf }
