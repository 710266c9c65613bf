// Tests the package under Node's permission model: what needs a permission that is missing says so, and the rest works.
'use strict'

const path = require('node:path')
const { runChild } = require('../helpers/child.js')

const root = path.join(__dirname, '..', '..')
const program = path.join(__dirname, '..', 'programs', 'permission.js')
const flag = ['--permission', '--experimental-permission'].find((flag) => process.allowedNodeEnvironmentFlags.has(flag))
const withModel = flag === undefined ? test.skip : test
if (flag === undefined) console.warn(`Node ${process.version} has no permission model: its tests are skipped`)

const run = (...allowed) => runChild('--no-warnings', flag, ...allowed, program)
const JAVASCRIPT = ['constructor', 'run', 'run with getData', 'exec', 'stream', 'map', 'broadcast', 'runSync']
const inAll = (value) => Object.fromEntries(JAVASCRIPT.map((way) => [way, value]))

withModel('with all that it needs, everything works', async () => {
  const { code, stdout, stderr } = await run('--allow-addons', '--allow-worker', `--allow-fs-read=${root}*`)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toEqual({ ...inAll(42), constructor: 'done', stream: 42, native: 3, pending: 0 })
})

withModel('without --allow-worker all JavaScript is refused, and native jobs of the same pool go on', async () => {
  const { code, stdout, stderr } = await run('--allow-addons', '--allow-fs-read=*')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toEqual({ ...inAll(['ERR_ACCESS_DENIED', true]), native: 3, pending: 0 })
})

withModel.each([[[]], [['--allow-worker']]])('without --allow-addons, require says so: %p', async (allowed) => {
  const { code, stderr } = await run('--allow-fs-read=*', ...allowed)
  expect(code).toBe(1)
  expect(stderr).toContain('ERR_OXPOOL_ADDON')
  expect(stderr).toContain('loading addons is disabled')
})

const withoutReading = [[[]], [['--allow-addons', '--allow-worker']]]

withModel.each(withoutReading)('without --allow-fs-read Node says so: %p', async (allowed) => {
  const { code, stderr } = await run(...allowed)
  expect(code).toBe(1)
  expect(stderr).toContain('ERR_ACCESS_DENIED')
})
