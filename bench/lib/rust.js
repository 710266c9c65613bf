// Builds and runs the Rust bench, and reads the lines that it prints.
'use strict'

const { execFileSync } = require('node:child_process')
const { join } = require('node:path')

const manifest = join(__dirname, '..', 'native', 'Cargo.toml')

/** Returns the races: each has a name and, for each contender, the milliseconds of its rounds. */
function measureRust ({ threads, rounds, divisor }) {
  const options = ['--threads', threads, '--rounds', rounds, '--divisor', divisor].map(String)
  const stdout = execFileSync('cargo', ['run', '--release', '--quiet', '--manifest-path', manifest, '--', ...options], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit']
  })
  const races = new Map()
  for (const line of stdout.trimEnd().split('\n')) {
    const { case: what, kind, len, contender, ms } = JSON.parse(line)
    const name = [what, kind, len.toLocaleString('en').replaceAll(',', ' ')].filter((part) => part !== '-').join(', ')
    if (!races.has(name)) races.set(name, { name, contenders: {} })
    races.get(name).contenders[contender] = ms
  }
  return [...races.values()]
}

module.exports = { measureRust }
