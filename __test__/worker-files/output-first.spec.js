// What a job has printed comes before its outcome, so it is out whatever the program does next.
'use strict'

const { runChild } = require('../helpers/child.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const lines = (name = 'line', length = 150) => Array.from({ length }, (_, n) => `${name} ${n}\n`).join('')
const outputOf = async (...args) => {
  const { stdout, stderr } = await runChild('prints-and-ends.js', ...args)
  return { stdout, stderr }
}
const prints = async (stdout, ...args) => expect(await outputOf(...args)).toEqual({ stdout, stderr: '' })

test.each([
  ['comes to its end', 'nothing'],
  ['closes the pool', 'close'],
  ['destroys the pool', 'destroy'],
  ['exits when the promise resolves', 'exit'],
  ['exits when the promise rejects', 'failure'],
  ['exits in onProgress', 'progress'],
  ['exits at the first value of a stream', 'stream'],
  ['exits after runSync()', 'runSync'],
  ['exits after a job whose nested job printed', 'nested'],
  ['exits after a broadcast', 'broadcast'],
  ['exits when it has aborted the job', 'abort'],
  ['exits when the job has timed out', 'timeout'],
  ['is a thread that exits', 'thread']
])('all that a job has printed is out when the program %s', (_, name) => prints(lines(), name))

test.each([
  ['process.exit()', 'exits', lines() + 'last 0\n'],
  ['an uncaught error', 'failsLater', lines()],
  ['a full heap', 'eatsMemory', lines()]
])('all that a thread printed before %s is out when the job rejects', async (_, name, stdout) => {
  expect((await outputOf('crash', name)).stdout).toBe(stdout)
})

test('what a file that listens to messages prints, also while it is loaded, is out before the answer', () =>
  prints('loaded\n' + lines(), 'messages'))

test.each([
  ['threads', ['one', 'two', 'three']],
  ['pools', ['pool 1', 'pool 2']]
])('the lines of each job stay in order when several %s print', async (name, jobs) => {
  const { stdout } = await outputOf(name)
  for (const job of jobs) {
    expect(stdout.split('\n').filter((line) => line.startsWith(`${job} `)).join('\n') + '\n').toBe(lines(job, 50))
  }
  expect(stdout.length).toBe(jobs.map((job) => lines(job, 50)).join('').length)
})

test('both streams are out when the program exits', async () => {
  expect(await outputOf('both')).toEqual({ stdout: lines('out'), stderr: lines('err') })
})

test('lines to stdout and stderr stay in the order in which they were printed', () => {
  const pairs = Array.from({ length: 150 }, (_, n) => `out ${n}\nerr ${n}\n`)
  return prints(pairs.join(''), 'mixed')
})

test('bytes and text of any encoding come out as they were written', () => prints('onetwo!\ndrei€\n', 'encodings'))

test('the callbacks of writes are called, and that of end()', () => prints(lines() + 'the end\n', 'awaits'))

test('a worker file may replace process.stdout.write', () => prints(lines('> line'), 'replaces'))

test('a job that prints megabytes without waiting loses nothing', async () => {
  const pool = openPool(fixture('prints-then.js'), 1, { name: 'floods', stdout: true })
  const [{ stdout }] = pool.threads
  await pool.run(50)
  let text = ''
  while (stdout.readableLength > 0) text += stdout.read()
  expect(text.match(/\d+/g)).toEqual(Array.from({ length: 50 }, (_, n) => String(n)))
})

test('a job that waits for its writes is a megabyte ahead of its readers, and all comes with its outcome', async () => {
  const pool = openPool(fixture('prints-then.js'), 1, { name: 'fills', stdout: true })
  const [{ stdout }] = pool.threads
  const count = await pool.run()
  expect(count).toBeGreaterThan(1000)
  expect(count).toBeLessThan(1200)
  expect(stdout.readableLength).toBe((count + 1) * 1024)
})

test('what is kept by the option stdout has been read when the promise resolves, and keeps no process alive', () =>
  prints(lines().toUpperCase(), 'kept'))

test('the stream that keeps the output ends after all that a thread printed before it died', () =>
  prints((lines() + 'last 0\n').toUpperCase(), 'keptByCrash'))

test('a listener of worker.stdout hears what the process shows', () =>
  prints(lines() + lines().toUpperCase(), 'heard'))

test('the output goes through process.stdout.write of the program', () => prints(lines().toUpperCase(), 'spied'))
