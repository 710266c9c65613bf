// Says what to do where the addon is missing: what Node says of it is of use to nobody.
'use strict'

const path = require('node:path')
const { codedError } = require('./errors.js')

try {
  require('./binding.js')
} catch (cause) {
  const folder = path.join(__dirname, '..')
  throw codedError(Error, 'ERR_OXPOOL_ADDON', `The addon of oxpool can't be loaded on ${process.platform} ${process.arch}, Node ${process.version}. In a checkout \`npm install\` builds it, in ${folder}; that takes Rust 1.88 or later`, { cause })
}
