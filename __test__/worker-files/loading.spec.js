// Tests when a worker file is loaded, and whether it is imported or required.
'use strict'

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const counts = fixture('counts-loads.js')

test('the pool\'s own file is loaded once in each thread, before its first job', async () => {
  const loads = new Gate()
  const pool = openPool(counts, 2, { workerData: loads.buffer })
  await pool.exec(() => {})
  expect(loads.arrived).toBeGreaterThanOrEqual(1)
  await pool.broadcast(1)
  await Promise.all(Array.from({ length: 50 }, (_, number) => pool.run(number)))
  expect(loads.arrived).toBe(2)
})

test('the pool\'s own file is loaded before the first job even if that job is a native task', async () => {
  const loads = new Gate()
  await openPool(counts, 1, { workerData: loads.buffer }).run(Int8Array.of(1), { filename: 'native:sum' })
  expect(loads.arrived).toBe(1)
})

test('a file that a run names is loaded once in each thread that runs it, and in no other thread', async () => {
  const loads = new Gate()
  const pool = openPool(fixture('echo.js'), 2, { workerData: loads.buffer })
  await pool.broadcast(1)
  expect(loads.arrived).toBe(0)
  expect(await pool.run('one', { filename: counts })).toBe('one')
  expect(loads.arrived).toBe(1)
  for (let round = 0; round < 2; round += 1) await pool.broadcast(1, { filename: counts })
  expect(loads.arrived).toBe(2)
})

describe('a file is imported or required as Node does it', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'oxpool-'))
  afterAll(() => fs.rmSync(directory, { recursive: true }))

  // The nearest package.json says that .js files are ES modules.
  fs.writeFileSync(path.join(directory, 'package.json'), '{ "type": "module" }')
  const write = (name, text) => {
    fs.writeFileSync(path.join(directory, name), text)
    return path.join(directory, name)
  }

  test.each([
    ['.js in a package of ES modules', 'doubles.js', 'export default (number) => number * 2'],
    [
      '.js in a package of ES modules, with a top-level await',
      'awaits.js',
      'await null\nexport default (number) => number * 2'
    ],
    ['.cjs', 'doubles.cjs', 'module.exports = (number) => number * 2']
  ])('%s', async (_, name, text) => {
    expect(await openPool(write(name, text), 1).run(21)).toBe(42)
  })

  const ifTyped = process.features.typescript ? test : test.skip

  ifTyped.each(['.ts', '.mts'])('TypeScript: %s', async (extension) => {
    const file = write(`doubles${extension}`, 'export default (number: number): number => number * 2')
    expect(await openPool(file, 1).run(21)).toBe(42)
  })

  test('TypeScript under a runner that makes `require` load it, also what Node can\'t strip', async () => {
    fs.mkdirSync(path.join(directory, 'compiled'))
    write('compiled/package.json', '{}')
    write('compiled/twice.ts', 'export const twice = (number: number): number => number * 2')
    const text = 'import { twice } from "./twice"\nenum Kind { One = 1 }\n' +
      'export default (number: number) => twice(number)\nexport const kind = () => Kind.One'
    const execArgv = ['--require', fixture('runs-typescript.js')]
    const pool = openPool(write('compiled/enum.ts', text), 1, { execArgv })
    expect(await pool.run(21)).toBe(42)
    expect(await pool.run(0, { name: 'kind' })).toBe(1)
  })
})
