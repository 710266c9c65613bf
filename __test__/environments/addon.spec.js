// Tests that the package says why its addon can't be loaded: the true reason, and what helps.
'use strict'

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { runChild } = require('../helpers/child.js')

const root = path.join(__dirname, '..', '..')
const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'oxpool-')))
afterAll(() => fs.rmSync(folder, { recursive: true }))

const addon = fs.readdirSync(path.join(root, 'lib')).find((name) => name.endsWith('.node'))
const [, platform] = /^oxpool\.(.+)\.node$/.exec(addon)
const PACKAGE = `oxpool-${platform}`

let count = 0

/** Makes a copy of the package without its addon. `extra` are further files, by their path in the copy. */
function copy (extra = {}, isLeftOut = (name) => name.endsWith('.node')) {
  count += 1
  const to = path.join(folder, String(count))
  const options = { recursive: true, filter: (file) => !isLeftOut(path.basename(file)) }
  for (const name of ['index.js', 'package.json', 'lib']) fs.cpSync(path.join(root, name), path.join(to, name), options)
  for (const [name, content] of Object.entries(extra)) {
    fs.mkdirSync(path.dirname(path.join(to, name)), { recursive: true })
    fs.writeFileSync(path.join(to, name), content)
  }
  return to
}

/** The package of this platform, with a file in the place of the addon. */
function installed (content) {
  const inside = `node_modules/${PACKAGE}`
  return copy({
    [`${inside}/package.json`]: JSON.stringify({ name: PACKAGE, main: addon }),
    ...(content === undefined ? {} : { [`${inside}/${addon}`]: content })
  })
}

/** Requires a copy in a process of its own, and returns the error. */
async function errorOf (where, { flags = [], before = '' } = {}) {
  const tell = 'console.log(JSON.stringify({ code: error.code, message: error.message, cause: error.cause.message }))'
  const program = `${before}; try { require(${JSON.stringify(where)}) } catch (error) { ${tell} }`
  const { stdout } = await runChild(...flags, '-e', program)
  return JSON.parse(stdout)
}

const told = (message) => ({ code: 'ERR_OXPOOL_ADDON', message: expect.stringMatching(message) })

test('the package of the platform is not installed: the error names it and the switches that omit it', async () => {
  const error = await errorOf(copy())
  expect(error).toMatchObject(told(`the package ${PACKAGE}, an optional .* is not installed.*--omit=optional`))
  expect(error.message).not.toMatch(/Rust|npm install/)
})

test('there is no binary for the platform: the error names the platforms that there are', async () => {
  for (const before of [
    'Object.defineProperty(process, "platform", { value: "sunos" })',
    'Object.defineProperty(process, "arch", { value: "mips" })'
  ]) {
    const error = await errorOf(copy(), { before })
    expect(error).toMatchObject(told(/no binary for \S+-\S+\. There are binaries for .*linux-x64-gnu.*darwin-arm64/))
    expect(error.message).not.toMatch(/Rust/)
  }
})

test('a binary that does not load: the error has the loader\'s own words', async () => {
  const error = await errorOf(installed('no addon'))
  expect(error).toMatchObject(told(/the binary is there, but it does not load: .*\.node/))
  expect(error.message).toContain(error.cause)
})

test('a package of the platform without its file is told from one that is not installed', async () => {
  const error = await errorOf(installed())
  expect(error).toMatchObject(told(/the binary is there, but it does not load: Cannot find module/))
})

test('--no-addons: the error names the switch', async () => {
  const where = installed(fs.readFileSync(path.join(root, 'lib', addon)))
  const error = await errorOf(where, { flags: ['--no-addons'] })
  expect(error).toMatchObject(told(/does not load: .*addons is disabled.*`--no-addons`.*`--permission`/))
})

test('a C library that is too old: the error says so', async () => {
  const where = copy()
  const words = 'libc.so.6: version `GLIBC_2.99\' not found'
  fs.writeFileSync(path.join(where, 'lib', addon), '')
  const before = `process.dlopen = () => { throw new Error(${JSON.stringify(words)}) }`
  const { message } = await errorOf(where, { before })
  expect(message).toContain(`${words} (the C library of this system is older than the binary needs)`)
})

test('only in a checkout the error speaks of building', async () => {
  for (const isLeftOut of [undefined, (name) => name.endsWith('.node') || name === 'binding.js']) {
    const where = copy({ 'Cargo.toml': '' }, isLeftOut)
    const error = await errorOf(where)
    expect(error).toMatchObject(told(/it is not built\. Run `npm install` in this checkout, .*Rust/))
    expect(error.message).toContain(where)
  }
  const incomplete = await errorOf(copy({}, (name) => name.endsWith('.node') || name === 'binding.js'))
  expect(incomplete).toMatchObject(told(/the package is not complete/))
  expect(incomplete.message).not.toMatch(/Rust/)
})
