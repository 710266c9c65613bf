// Says what to do if the addon is missing: Node's own error would not tell.
'use strict'

const path = require('node:path')
const { codedError } = require('./errors.js')

try {
  require('./binding.js')
} catch (cause) {
  const folder = path.join(__dirname, '..')
  const platform = `${process.platform} ${process.arch} with Node ${process.version}`
  const remedy = `In a checkout, run \`npm install\` in ${folder} to build it; that needs Rust 1.88 or later`
  const message = `The addon of oxpool can't be loaded on ${platform}. ${remedy}`
  throw codedError(Error, 'ERR_OXPOOL_ADDON', message, { cause })
}
