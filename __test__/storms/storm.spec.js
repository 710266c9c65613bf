// Tests pools under random load of every kind at once: every promise settles with an outcome that is allowed, the
// counts add up, no thread is left, and the process ends by itself.
//
// OXPOOL_SEED repeats a storm, as far as the timing of the threads lets it be repeated. OXPOOL_STRESS makes it larger.
'use strict'

const { runLongChild } = require('../helpers/child.js')

const { OXPOOL_SEED, OXPOOL_STRESS } = process.env
const JOBS = OXPOOL_STRESS ? 10000 : 1500
const seed = OXPOOL_SEED ?? String(Date.now() % 2 ** 31)

async function expectCalm (...args) {
  const { code, signal, stdout, stderr } = await runLongChild('storm.js', ...args)
  const { results = [], threadsLeft } = stdout === '' ? {} : JSON.parse(stdout)
  const faults = results.flatMap(({ kind, faults }) => faults.map((fault) => `${kind}: ${fault}`))
  const command = `node __test__/programs/storm.js ${args.join(' ')}`
  const calm = { command, code: 0, signal: null, stderr: '', faults: [], threadsLeft: 0 }
  expect({ command, code, signal, stderr, faults, threadsLeft }).toEqual(calm)
}

test.each([
  ['jobs that do not share threads, so none may fail because of another', 'alone'],
  ['a pool that grows, shrinks and is resized, whose threads are replaced', 'changing'],
  ['jobs that share threads', 'shared'],
  ['jobs that share threads, which are replaced after a few jobs', 'recycled'],
  ['a pool of plain threads that Workers replace', 'plain'],
  ['a bounded queue that refuses runs', 'refusing'],
  ['a bounded queue that holds runs back', 'waiting'],
  ['seven pools at a time', 'all']
])('every job settles with an allowed outcome: %s', (_, kind) => expectCalm(kind, seed, JOBS), 400000)

test.each([
  'close',
  'destroy'
])('every job settles with an allowed outcome when %s() ends the pool in the middle of a storm', async (end) => {
  await expectCalm('all', seed, JOBS, end)
}, 400000)
