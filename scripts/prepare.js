// Builds the add-on in a checkout, so that `npm install` leaves something that runs.
'use strict'

const { spawnSync } = require('node:child_process')
const { existsSync } = require('node:fs')
const path = require('node:path')

if (spawnSync('cargo', ['--version']).status !== 0) {
  console.error('oxpool: no Rust toolchain here, so the add-on is not built; see https://rustup.rs')
} else if (!existsSync(path.join(__dirname, '..', 'node_modules', '@napi-rs', 'cli'))) {
  console.error('oxpool: the add-on is not built; run `npm install` in the checkout itself first')
} else {
  const { status } = spawnSync('npm', ['run', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' })
  process.exitCode = status ?? 1
}
