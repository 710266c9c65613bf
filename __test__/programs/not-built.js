// Requires a copy of the package whose addon was never built.
'use strict'

const assert = require('node:assert')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

const root = path.join(__dirname, '..', '..')
const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'oxpool-'))
const isBuilt = (file) => file.endsWith('.node') || path.basename(file) === 'binding.js'

try {
  const options = { recursive: true, filter: (file) => !isBuilt(file) }
  for (const name of ['index.js', 'lib']) fs.cpSync(path.join(root, name), path.join(copy, name), options)
  assert.throws(() => require(copy), ({ code, message, cause }) =>
    code === 'ERR_OXPOOL_ADDON' && /npm install.*Rust/.test(message) && cause.code === 'MODULE_NOT_FOUND')
} finally {
  fs.rmSync(copy, { recursive: true })
}
