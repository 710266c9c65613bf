// Tests the file that pool.trace() writes, read as a viewer reads it. The file is long because each kind of event in a
// trace has a test.
'use strict'

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { runChild } = require('../helpers/child.js')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'oxpool-trace-'))
let files = 0
const newFile = () => path.join(directory, `${files++}.json`)
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'))
const jobsOf = (events) => events.filter(({ ph, cat }) => ph === 'X' && cat === 'job')
const namesOf = (events) => events.filter(({ name }) => name === 'thread_name').map(({ args }) => args.name)

afterAll(() => fs.rmSync(directory, { recursive: true }))

/** Calls `body` while the pool is traced, and returns the events of the trace. */
async function trace (pool, body) {
  const file = newFile()
  const stop = pool.trace(file)
  await body()
  await stop()
  return read(file)
}

/** Expects that each slice has its wait, that no two slices of a lane overlap, and that each lane has one name. */
function expectWhole (events) {
  const jobs = jobsOf(events)
  for (const { ts, dur, tid, args: { id } } of jobs) {
    expect(ts).toBeGreaterThanOrEqual(0)
    expect(dur).toBeGreaterThanOrEqual(0)
    const [begin, end, ...others] = events.filter((event) => event.cat === 'wait' && event.id === id)
    expect(others).toEqual([])
    expect([begin.ph, end.ph]).toEqual(['b', 'e'])
    expect(begin.ts).toBeLessThanOrEqual(end.ts)
    expect([end.ts, end.tid]).toEqual([ts, tid])
  }
  const slices = events.filter(({ ph }) => ph === 'X')
  for (const tid of new Set(slices.map(({ tid }) => tid))) {
    const lane = slices.filter((slice) => slice.tid === tid).sort((one, other) => one.ts - other.ts)
    const ends = lane.map(({ ts, dur }) => ts + dur)
    // The small tolerance is for rounding, since sums of thousandths are not exact.
    lane.slice(1).forEach(({ ts }, index) => expect(ts).toBeGreaterThan(ends[index] - 1e-6))
    expect(events.filter((event) => event.name === 'thread_name' && event.tid === tid)).toHaveLength(1)
  }
}

test('a trace has a slice for every job, and a wait that ends where the slice begins', async () => {
  const pool = openPool(echo, 2, { label: 'echoes' })
  const events = await trace(pool, () => Promise.all(Array.from({ length: 500 }, (_, number) => pool.run(number))))
  expect(jobsOf(events)).toHaveLength(500)
  expect(new Set(jobsOf(events).map(({ name }) => name))).toEqual(new Set(['echo.js']))
  expect(events[0]).toMatchObject({ ph: 'M', name: 'process_name', args: { name: 'echoes' } })
  expectWhole(events)
})

test('a trace has a lane for each thread that ran a job', async () => {
  const pool = openPool(echo, 3, { label: 'echoes' })
  const events = await trace(pool, () => pool.broadcast(1))
  const names = pool.threads.map(({ threadId }, seat) => `echoes-${seat}, thread ${threadId}`)
  expect(namesOf(events).sort()).toEqual(names)
})

test('a trace has a further lane for each job that a thread has in hand beside others', async () => {
  const pool = openPool(fixture('holds.js'), 1, { concurrentTasksPerWorker: 3 })
  const events = await trace(pool, async () => {
    const gate = new Gate()
    const runs = [1, 2, 3].map(() => pool.run({ gate: gate.buffer }))
    await gate.reachedBy(3)
    gate.open()
    await Promise.all(runs)
  })
  expect(namesOf(events)).toHaveLength(3)
  expect(jobsOf(events)).toHaveLength(3)
  expectWhole(events)
})

test('a trace has the nested jobs, with the names of their tasks', async () => {
  const pool = openPool(fixture('nests.js'), 2)
  const events = await trace(pool, () => pool.run(5, { name: 'down' }))
  expect(jobsOf(events).map(({ name }) => name)).toEqual(Array(6).fill('nests.js#down'))
  expectWhole(events)
})

test('a slice has the name of its task, whichever way the job was submitted', async () => {
  const pool = openPool(echo, 1)
  const events = await trace(pool, async () => {
    await pool.run(1, { filename: fixture('doubles.js'), name: 'triple' })
    await pool.exec(() => 1)
    await pool.stream(0, { filename: fixture('yields.js') }).next()
    await pool.broadcast(1, { sticky: true })
    await pool.run(Int8Array.of(2, 1), { filename: 'native:sort' })
  })
  const names = jobsOf(events).map(({ name }) => name)
  expect(names).toEqual(['doubles.js#triple', 'exec', 'yields.js', 'echo.js', 'native:sort'])
})

test('a nested job that another thread has taken has an arrow from the thread that submitted it', async () => {
  const pool = openPool(fixture('nests.js'), 2)
  const gate = new Gate()
  const nested = { gate: gate.buffer }
  const events = await trace(pool, async () => {
    const run = pool.run({ jobs: [nested, nested], filename: fixture('waits-at-gate.js') }, { name: 'all' })
    // Each nested job keeps its thread, so one of them is not on the thread of its parent.
    await gate.reachedBy(2)
    gate.open()
    await run
  })
  const [start, end, ...others] = events.filter(({ ph }) => ph === 's' || ph === 'f')
  expect(others).toEqual([])
  const parent = jobsOf(events).find(({ name }) => name === 'nests.js#all')
  const taken = jobsOf(events).find(({ args: { id } }) => id === end.id)
  expect(start).toMatchObject({ ph: 's', id: end.id, tid: parent.tid, ts: taken.ts })
  expect(end).toMatchObject({ ph: 'f', tid: taken.tid, ts: taken.ts })
  expect(taken.name).toBe('waits-at-gate.js')
  const nameOf = (tid) => events.find((event) => event.name === 'thread_name' && event.tid === tid).args.name
  const threadOf = (tid) => nameOf(tid).split(',')[0]
  expect(threadOf(end.tid)).not.toBe(threadOf(start.tid))
})

test('a part of a native job that another thread has taken has an arrow from the thread of the job', async () => {
  const pool = openPool('native:sort', 2, { label: 'sorters' })
  const numbers = Float64Array.from({ length: 300000 }, () => Math.random())
  let events
  const steals = () => events.filter(({ ph, cat }) => ph === 'X' && cat === 'steal')
  do events = await trace(pool, () => pool.run(numbers)); while (steals().length === 0)
  expect(jobsOf(events).map(({ name }) => name)).toEqual(['native:sort'])
  for (const { args: { id }, tid, ts } of steals()) {
    const [from, to] = events.filter((event) => (event.ph === 's' || event.ph === 'f') && event.id === id)
    expect(to).toMatchObject({ tid, ts })
    expect(from.ts).toBe(ts)
    expect(from.tid).not.toBe(tid)
  }
  expect(namesOf(events).sort()).toEqual(['sorters-0', 'sorters-1'])
  expectWhole(events)
})

test('a job whose thread died is on the lane of that thread', async () => {
  const pool = openPool(fixture('exits.js'), 1)
  const events = await trace(pool, async () => {
    await failureOf(pool.run(3))
    await failureOf(pool.run(3))
  })
  expect(jobsOf(events)).toHaveLength(2)
  expect(new Set(jobsOf(events).map(({ tid }) => tid)).size).toBe(2)
})

test('a trace goes on when Workers replace plain threads', async () => {
  const pool = openPool(1)
  const events = await trace(pool, async () => {
    await pool.run(Int8Array.of(2, 1), { filename: 'native:sort' })
    await pool.run(1, { filename: echo })
  })
  expect(jobsOf(events).map(({ name }) => name)).toEqual(['native:sort', 'echo.js'])
})

test('a trace leaves out jobs that began before it, and jobs that have not ended', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 1)
  const stop = pool.trace(newFile())
  const before = await trace(pool, () => {})
  expect(jobsOf(before)).toEqual([])
  gate.open()
  await Promise.all(holders)
  await stop()
})

test('trace() empties the file at once', async () => {
  const file = newFile()
  fs.writeFileSync(file, 'what was there before')
  const stop = openPool(echo, 1).trace(file)
  expect(fs.readFileSync(file, 'utf8')).not.toContain('what was there before')
  await stop()
})

test('a trace lacks only its closing bracket if the process ends before the trace', async () => {
  const file = newFile()
  expect(await runChild('trace-exits.js', file)).toMatchObject({ code: 0, stderr: '' })
  expect(jobsOf(JSON.parse(`${fs.readFileSync(file, 'utf8')}]`))).toHaveLength(1)
})

test('a trace is complete when the pool has closed, by close() or by destroy()', async () => {
  for (const end of ['close', 'destroy']) {
    const pool = openPool(echo, 1)
    const file = newFile()
    const stop = pool.trace(file)
    await pool.run(1)
    await pool[end]()
    expect(jobsOf(read(file))).toHaveLength(1)
    await stop()
  }
})

test('a trace without jobs is a complete file', async () => {
  const pool = openPool(echo, 1)
  expect(namesOf(await trace(pool, () => {}))).toEqual([])
})

test('each of several traces at a time has the jobs that began after its start', async () => {
  const pool = openPool(echo, 1)
  const [first, second] = [newFile(), newFile()]
  const stops = [pool.trace(first)]
  await pool.run(1)
  stops.push(pool.trace(pathToFileURL(second)))
  await pool.run(2)
  for (const stop of stops) await stop()
  expect(jobsOf(read(first))).toHaveLength(2)
  expect(jobsOf(read(second))).toHaveLength(1)
})

test('stop() may be called again, and returns the same promise', async () => {
  const pool = openPool(echo, 1)
  const stop = pool.trace(newFile())
  expect(stop()).toBe(stop())
  await stop()
})

test('a trace works with recordTiming: false, and does not turn it on', async () => {
  const pool = openPool(echo, 1, { recordTiming: false })
  const events = await trace(pool, () => pool.run(1))
  expect(jobsOf(events)).toHaveLength(1)
  expectWhole(events)
  expect(pool.stats().run).toBeUndefined()
})

test('trace() throws Node\'s own error if the file can\'t be created, and the pool goes on', async () => {
  const pool = openPool(echo, 1)
  const start = () => pool.trace(path.join(directory, 'nowhere', 'trace.json'))
  expect(start).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  expect(await pool.run(1)).toBe(1)
})

const full = fs.existsSync('/dev/full') ? test : test.skip

const noSpace = { code: 'ERR_OXPOOL_SYSTEM', resource: 'file', cause: expect.objectContaining({ code: 'ENOSPC' }) }

full('a full disk rejects stop(), and the pool goes on, also with another trace', async () => {
  const pool = openPool(echo, 1)
  const stop = pool.trace('/dev/full')
  await pool.run(1)
  expect(await failureOf(stop())).toMatchObject(noSpace)
  expect(jobsOf(await trace(pool, () => pool.run(1)))).toHaveLength(1)
})

full('a full disk is an error event if nobody stops the trace', async () => {
  const pool = openPool(echo, 1)
  const errors = []
  pool.on('error', (error) => errors.push(error))
  pool.trace('/dev/full')
  await pool.close()
  await new Promise((resolve) => setImmediate(resolve))
  expect(errors).toEqual([expect.objectContaining(noSpace)])
})

full('a full disk is a warning if nobody stops the trace or listens for errors', async () => {
  const { code, stdout, stderr } = await runChild('trace-full-disk.js')
  expect({ code, stderr, warnings: JSON.parse(stdout) }).toEqual({
    code: 0,
    stderr: '',
    warnings: [{ name: 'OxpoolWarning', code: 'ERR_OXPOOL_SYSTEM' }]
  })
})

test.each([
  [undefined], [''], [1], [null], [{}], [new URL('http://example.com/file')]
])('trace() refuses %p as a file', (file) => {
  const pool = openPool('native:sort', 1)
  const refusal = { code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining('file') }
  expect(() => pool.trace(file)).toThrow(expect.objectContaining(refusal))
})

test('trace() of a closed pool throws ERR_OXPOOL_CLOSED', async () => {
  const pool = openPool('native:sort', 1)
  await pool.close()
  expect(() => pool.trace(newFile())).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_CLOSED' }))
})
