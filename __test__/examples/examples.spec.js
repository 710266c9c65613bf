// Tests that every example runs as its first lines say, ends by itself, and shows what it claims.
'use strict'

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { runChild } = require('../helpers/child.js')

async function runExample (name, ...args) {
  const { code, signal, stdout, stderr } = await runChild(path.join('..', '..', 'examples', name), ...args)
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' })
  return stdout
}

test('ndjson.js writes one line for each line that it reads, in the same order', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oxpool-'))
  const file = path.join(folder, 'readings.ndjson')
  const stations = Array.from({ length: 300 }, (_, station) =>
    ({ station, readings: [station, 2 * station, 3 * station] }))
  fs.writeFileSync(file, stations.map((station) => `${JSON.stringify(station)}\n`).join(''))
  const lines = (await runExample('ndjson.js', file)).trimEnd().split('\n').map((line) => JSON.parse(line))
  expect(lines).toEqual(stations.map(({ station }) => ({ station, highest: 3 * station, mean: 2 * station })))
  fs.rmSync(folder, { recursive: true })
})

test('http-server.js answers more light requests when a pool does the heavy work', async () => {
  const lines = (await runExample('http-server.js')).trimEnd().split('\n')
  const [onLoop, onPool] = lines.map((line) =>
    /: (\d+) heavy answers \((\d+) primes\), (\d+) light ones/.exec(line).slice(1).map(Number))
  expect(onLoop.slice(0, 2)).toEqual([4, 78498])
  expect(onPool.slice(0, 2)).toEqual([4, 78498])
  expect(onPool[2]).toBeGreaterThan(onLoop[2])
})

test('cancellation.js shows jobs that never start, see their signal, or lose their thread', async () => {
  expect((await runExample('cancellation.js')).trimEnd().split('\n')).toEqual([
    'queued: 1 job waits',
    'queued: AbortError, caused by: changed my mind; 0 jobs wait',
    'running: AbortError, caused by: found it elsewhere',
    'running: the loop has left after being told: found it elsewhere',
    'deaf: it runs on the same thread',
    'deaf: AbortError, caused by: enough',
    'deaf: its thread was ended',
    'timeout: TimeoutError, ERR_OXPOOL_TIMEOUT'
  ])
})

test('divide-and-conquer.js adds up the sums of all parts', async () => {
  const output = await runExample('divide-and-conquer.js', '2')
  const [, sum, count] = /sum of squares: ([\d.]+), about a third of (\d+);.* on 2 threads/.exec(output)
  // The mean of this many squares of random numbers between 0 and 1 is off by more than this once in 10^100 runs.
  expect(Math.abs(sum / count - 1 / 3)).toBeLessThan(0.002)
})

test('quickstart.js ends with a table of its three ways', async () => {
  const table = await runExample('quickstart.js', '--tasks', '2', '--threads', '2')
  const rows = ['JavaScript, 1 thread', 'JavaScript, 2 threads', 'native:sort, 2 threads']
  for (const row of rows) expect(table).toContain(row)
})

test('shared-memory.js sorts two halves in place, and the whole after both', async () => {
  const lines = (await runExample('shared-memory.js')).trimEnd().split('\n')
  expect(lines).toContainEqual(expect.stringMatching(/it is the same view: true$/))
  expect(lines.at(-1)).toBe('1,2,3 out of 3,1,2')
})

test('vector-search.js finds the same vectors natively as with a loop in JavaScript', async () => {
  expect(await runExample('vector-search.js')).toMatch(/the same vectors: true\n$/)
})

test('timers.js ends', async () => {
  expect(await runExample('timers.js')).not.toBe('')
})
