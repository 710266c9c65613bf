// Installs the peers when a bench runs for the first time, because only the bench depends on them.
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
