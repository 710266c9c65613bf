// Tests that the error of a worker file that can't be used says which file is wrong, where, and what would help.
'use strict'

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { failureOf } = require('../helpers/failure.js')
const { framesOf } = require('../helpers/frames.js')
const { openPool } = require('../helpers/pools.js')

const LIB = path.join(__dirname, '..', '..', 'lib')
const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'oxpool-')))
afterAll(() => fs.rmSync(directory, { recursive: true }))

const FILES = {
  'fine.mjs': 'export default (data) => data',
  'named.js': 'exports.one = () => 1',
  'misspelt.js': 'module.exports = (a) => a\nconst b = ;\n',
  'misspelt.mjs': 'export default (a) => a\nconst b = ;\n',
  'uses-misspelt.mjs': 'export const one = 1\nimport { two } from "./fine.mjs"\nexport * from "./misspelt.mjs"\n',
  'kinds.mjs': `import fine, {
  other } from './fine.mjs'
import * as all from './fine.mjs'
import './fine.mjs'
export * from './fine.mjs'
export { fine as
  two }
export default function () { return [import.meta.url, import('./fine.mjs')] }
let a b
`,
  'awaits.mjs': 'export const a = await 1\nconst b = ;\n',
  'closes.mjs': 'await 1\n}\n',
  'returns.mjs': 'await 1\nreturn 2\n',
  'uses-misspelt.js': 'require(\'./misspelt.js\')',
  'lacks.js': 'require(\'./nothing.js\')',
  'lacks.mjs': 'import \'./nothing.mjs\'',
  'lacks-package.js': 'require(\'no-such-package\')',
  'lacks-package.mjs': 'import \'no-such-package\'',
  'uses-lacks.js': 'require(\'./lacks.js\')',
  'uses-lacks.mjs': 'import \'./lacks.mjs\'',
  'typed.cts': 'const one: number = 1\nmodule.exports = () => one\n',
  'typed.ts': 'const one: number = 1\nexport default () => one\n',
  'throws-text.js': 'throw \'no luck\''
}
for (const [name, text] of Object.entries(FILES)) fs.writeFileSync(path.join(directory, name), text)

const at = (name) => path.join(directory, name)
const urlOf = (name) => pathToFileURL(at(name)).href
const failureWith = (filename, options) => failureOf(openPool(filename, 1, { label: 'images' }).run(1, options))
const said = (name, rest) => `The worker file ${urlOf(name)} of the pool \`images\` ${rest}`

test.each(['missing.js', 'missing.mjs', 'missing.ts'])('a missing file does not exist: %s', async (name) => {
  const error = await failureWith(at(name))
  expect(error.message).toBe(said(name, 'does not exist'))
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_FILE', task: urlOf(name), pool: 'images' })
})

test('a missing file that was named by a relative path: the error says what the path is relative to', async () => {
  const error = await failureWith('./no/such/file.js')
  const where = `\`./no/such/file.js\` was resolved against the current directory, which was ${process.cwd()}`
  expect(error.message).toContain(`does not exist: ${where}`)
})

test('a missing file that has another extension: the error names the file that is there', async () => {
  const error = await failureWith(at('fine.js'))
  expect(error.message).toBe(said('fine.js', 'does not exist; there is fine.mjs in that folder'))
})

test.each([
  ['misspelt.js', 'misspelt.js'],
  ['uses-misspelt.js', 'misspelt.js'],
  ['misspelt.mjs', 'misspelt.mjs'],
  ['uses-misspelt.mjs', 'misspelt.mjs']
])('a syntax error has a file, a line and a column: %s', async (name, place) => {
  const { message, cause } = await failureWith(at(name))
  const reason = `there is a syntax error at ${at(place)}:2:11: Unexpected token ';'`
  expect(message).toBe(said(name, `can't be loaded: ${reason}`))
  expect(cause.name).toBe('SyntaxError')
})

test.each([
  ['after every kind of import and export', 'kinds.mjs', '9:7'],
  ['in a module that awaits', 'awaits.mjs', '2:11'],
  ['which is a bracket too many, in a module that awaits', 'closes.mjs', undefined],
  ['which only a module can have', 'returns.mjs', undefined]
])('a syntax error %s', async (_, name, place) => {
  const { message, cause } = await failureWith(at(name))
  const area = place === undefined ? 'in it or in a file that it imports' : `at ${at(name)}:${place}`
  const help = place === undefined ? ` (\`node --check ${at(name)}\` says where in this file)` : ''
  expect(message).toBe(said(name, `can't be loaded: there is a syntax error ${area}: ${cause.message}${help}`))
})

test.each([
  ['lacks.js', './nothing.js'],
  ['lacks.mjs', at('nothing.mjs')],
  ['lacks-package.js', 'no-such-package'],
  ['lacks-package.mjs', 'no-such-package']
])('a missing import is told from a missing file: %s', async (name, missing) => {
  const reason = `can't be loaded: it imports '${missing}', which does not exist or is not installed`
  expect((await failureWith(at(name))).message).toBe(said(name, reason))
})

test.each([
  ['uses-lacks.js', 'lacks.js', './nothing.js'],
  ['uses-lacks.mjs', 'lacks.mjs', at('nothing.mjs')]
])('a missing import further away: the error says which file imports it: %s', async (name, importer, missing) => {
  expect((await failureWith(at(name))).message).toContain(`${at(importer)}, which it imports, imports '${missing}'`)
})

test('what a file throws while it is loaded is in the message, even if it is no error', async () => {
  const error = await failureWith(at('throws-text.js'))
  expect(error.message).toBe(said('throws-text.js', 'can\'t be loaded: \'no luck\''))
})

test('a file without the export that was asked for: the error names the task and has no frames of ours', async () => {
  const error = await failureWith(at('named.js'), { name: 'two' })
  const reason = 'exports no function named `two`; it exports these functions by name: one'
  expect(error.message).toBe(said('named.js', reason))
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_NO_TASK', task: `${urlOf('named.js')}#two`, pool: 'images' })
  expect(framesOf(error).filter((frame) => frame.includes(LIB))).toEqual([])
})

const ifUntyped = process.features.typescript ? test.skip : test

ifUntyped.each(['typed.ts', 'typed.cts'])('a TypeScript file where Node runs none needs a runner: %s', async (name) => {
  const { message } = await failureWith(at(name))
  expect(message).toContain(`Node ${process.version} does not run ${path.extname(name)} files`)
  expect(message).toContain('start the program with a TypeScript runner such as tsx, or use Node 22.18 or later')
})
