// Builds the addon in a checkout, so that the package runs after `npm install`.
'use strict'

const { spawnSync } = require('node:child_process')
const { existsSync } = require('node:fs')
const path = require('node:path')

if (spawnSync('cargo', ['--version']).status !== 0) {
  console.error('oxpool: the addon is not built, because there is no Rust toolchain here; see https://rustup.rs')
} else if (!existsSync(path.join(__dirname, '..', 'node_modules', '@napi-rs', 'cli'))) {
  console.error('oxpool: the addon is not built; run `npm install` in the checkout itself first')
} else {
  const { status } = spawnSync('npm', ['run', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' })
  process.exitCode = status ?? 1
}
