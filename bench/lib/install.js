// Fetches the peers the first time a bench runs; they are nobody's dependency but the bench's.
'use strict'

const { execFileSync } = require('node:child_process')
const { existsSync } = require('node:fs')
const { join } = require('node:path')

const folder = join(__dirname, '..')

function installPeers () {
  if (existsSync(join(folder, 'node_modules', 'piscina'))) return
  process.stderr.write('installing the peers\n')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32'
  })
}

module.exports = { installPeers }
