// Loads the addon, and says why if it can't be loaded: the generated loader tells that only in a cause of a cause.
//
// The loader tries a file beside it, then the package of this platform. It names both in the errors that it collects.
'use strict'

const { existsSync } = require('node:fs')
const path = require('node:path')
const { codedError } = require('./errors.js')

const ROOT = path.join(__dirname, '..')
/** What Node says of a module that is not there at all. */
const ABSENT = /^Cannot find module '((?:\.\/)?[^'/\\]+|@[^'/\\]+\/[^'/\\]+)'(?!\. Please)/
/** The addon file of a platform, as the loader names it. */
const FILE = /^\.\/oxpool\.(.+)\.node$/
const UNSUPPORTED = /^Unsupported (?:OS|architecture)/
const DISABLED = 'Node was started with `--no-addons`, or with `--permission` and without `--allow-addons`'
const OLD_LIBRARY = 'the C library of this system is older than the binary needs'

/** Rust's and Node's words for a processor and for an operating system. */
const ARCHITECTURES = { x86_64: 'x64', aarch64: 'arm64', armv7: 'arm', i686: 'ia32' }
const SYSTEMS = { linux: 'linux', darwin: 'darwin', windows: 'win32' }

/** The names of the platforms that there are binaries for, as the loader writes them. */
function platforms () {
  return require('../package.json').napi.targets.map((target) => {
    const [architecture, , system, library] = target.split('-')
    return [SYSTEMS[system], ARCHITECTURES[architecture], library].filter(Boolean).join('-')
  })
}

/** Says why the loader has failed, and which of its errors shows that. */
function explain (error) {
  if (error.code === 'MODULE_NOT_FOUND' && !Object.hasOwn(error, 'cause')) return { reason: notBuilt(), cause: error }
  const errors = causesOf(error).filter(({ message }) => !/wasi|^Cannot find native binding/.test(message))
  const refused = errors.find(({ message }) => !ABSENT.test(message) && !UNSUPPORTED.test(message))
  if (refused !== undefined) {
    return { reason: `the binary is there, but it does not load: ${ownWords(refused)}`, cause: refused }
  }
  if (existsSync(path.join(ROOT, 'Cargo.toml'))) return { reason: notBuilt(), cause: error }
  const absent = errors.map(({ message }) => ABSENT.exec(message)?.[1]).filter((name) => name !== undefined)
  const tried = absent.map((name) => FILE.exec(name)?.[1]).filter((name) => name !== undefined)
  if (!tried.some((name) => platforms().includes(name))) {
    const here = tried[0] ?? `${process.platform}-${process.arch}`
    return { reason: `there is no binary for ${here}. There are binaries for ${platforms().join(', ')}`, cause: error }
  }
  const name = absent.find((name) => !FILE.test(name))
  const missing = `the package ${name}, an optional dependency that has the binary, is not installed`
  const remedy = 'Install oxpool again on this platform, without `--omit=optional` or `--no-optional`'
  return { reason: `${missing}. ${remedy}`, cause: error }
}

function notBuilt () {
  if (!existsSync(path.join(ROOT, 'Cargo.toml'))) return `the package is not complete. Install it again: ${ROOT}`
  return `it is not built. Run \`npm install\` in this checkout, ${ROOT}; that needs Rust 1.89 or later`
}

/** The loader's own words, and what they mean where that is known. */
function ownWords ({ message }) {
  if (/addons is disabled/.test(message)) return `${message} ${DISABLED}`
  return /GLIBC_/.test(message) ? `${message} (${OLD_LIBRARY})` : message
}

function causesOf (error) {
  const causes = []
  for (let at = error; at instanceof Error && !causes.includes(at); at = at.cause) causes.push(at)
  return causes
}

try {
  require('./binding.js')
} catch (error) {
  const { reason, cause } = explain(error)
  const platform = `${process.platform} ${process.arch} with Node ${process.version}`
  const message = `The addon of oxpool can't be loaded on ${platform}: ${reason}`
  throw codedError(Error, 'ERR_OXPOOL_ADDON', message, { cause })
}
