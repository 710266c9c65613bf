// Tests which kind of threads a pool has, plain threads or Workers, and which names the threads have.
'use strict'

const { once } = require('node:events')
const fs = require('node:fs')
const inspector = require('node:inspector')
const path = require('node:path')
const { Worker } = require('node:worker_threads')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const echo = fixture('echo.js')
const onLinux = process.platform === 'linux' ? test : test.skip
const sum = { filename: 'native:sum' }

test.each([
  ['a native task', (options) => openPool('native:sum', 2, options)],
  ['no task', (options) => openPool(2, options)]
])('a pool of %s has plain threads until a run names a worker file, and then Workers for good', async (_, open) => {
  const pool = open()
  expect(pool.threads).toEqual([{ seat: 0, name: 'oxpool-0' }, { seat: 1, name: 'oxpool-1' }])
  expect(await pool.run(Int8Array.of(1, 2), sum)).toBe(3)
  expect(pool.threads).toEqual([{ seat: 0, name: 'oxpool-0' }, { seat: 1, name: 'oxpool-1' }])
  expect(await pool.run(1, { filename: echo })).toBe(1)
  const workers = pool.threads
  expect(workers).toEqual([expect.any(Worker), expect.any(Worker)])
  expect(await pool.run(Int8Array.of(1, 2), sum)).toBe(3)
  expect(pool.threads).toEqual(workers)
})

test('with minThreads 0, a run that needs Workers starts them at once', async () => {
  const pool = openPool({ minThreads: 0, maxThreads: 2 })
  const run = pool.exec(() => 1)
  expect(pool.threads).toEqual([expect.any(Worker)])
  expect(await run).toBe(1)
})

test('a pool of plain threads emits no events but close', async () => {
  const pool = openPool('native:sum', 2)
  const emit = jest.spyOn(pool, 'emit')
  await pool.run(Int8Array.of(1, 2))
  await pool.resize(1)
  await pool.close()
  expect(emit.mock.calls).toEqual([['close']])
})

test('plain threads ignore the options for Workers', async () => {
  const options = { env: {}, resourceLimits: {}, execArgv: ['--no-such-option'], workerData: () => {} }
  const pool = openPool('native:sum', 1, options)
  expect(await pool.run(Int8Array.of(1, 2))).toBe(3)
})

onLinux.each([
  ['sums', 'sums'],
  [undefined, 'oxpool']
])('with the label %p the operating system shows plain threads as %s-SEAT', async (label, name) => {
  const pool = openPool('native:sum', 2, { label })
  await Promise.all(Array.from({ length: 10 }, () => pool.run(Int8Array.of(1))))
  const tasks = '/proc/self/task'
  const names = () => fs.readdirSync(tasks).map((id) => fs.readFileSync(path.join(tasks, id, 'comm'), 'utf8').trim())
  await untilTrue(() => names().includes(`${name}-0`) && names().includes(`${name}-1`))
})

/** Returns the titles that Node gives to the Workers that `start` starts, with N in place of their numbers. */
async function titlesOf (start) {
  const session = new inspector.Session()
  session.connect()
  const titles = []
  session.on('NodeWorker.attachedToWorker', ({ params: { workerInfo } }) =>
    titles.push(workerInfo.title.replace(/\d+/, 'N')))
  await new Promise((resolve) => session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, resolve))
  // Workers of earlier pools may still be there, and their titles do not count.
  titles.length = 0
  await start()
  session.disconnect()
  return titles
}

test('Workers have the label as their name, and without a label the title of a bare Worker', async () => {
  const [labelled, unlabelled, bare] = await titlesOf(async () => {
    for (const label of ['echoes', undefined]) await openPool(echo, 1, { label }).run(1)
    await once(new Worker('', { eval: true }), 'exit')
  })
  expect(labelled).toBe('[worker N] echoes')
  expect(unlabelled).toBe(bare)
})
