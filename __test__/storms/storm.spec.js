// Whatever is done to a pool at once, at random: every promise settles, as it must; the counts add up; no thread is left, and the process ends by itself.
//
// OXPOOL_SEED repeats a storm as nearly as threads let it, OXPOOL_STRESS makes it as large as it was meant.
'use strict'

const { runChild } = require('../helpers/child.js')

const { OXPOOL_SEED, OXPOOL_STRESS } = process.env
const JOBS = OXPOOL_STRESS ? 10000 : 1500
const seed = OXPOOL_SEED ?? String(Date.now() % 2 ** 31)

async function expectCalm (...args) {
  const { code, signal, stdout, stderr } = await runChild('storm.js', ...args)
  const { results = [], threadsLeft } = stdout === '' ? {} : JSON.parse(stdout)
  const faults = results.flatMap(({ kind, faults }) => faults.map((fault) => `${kind}: ${fault}`))
  const command = `node __test__/programs/storm.js ${args.join(' ')}`
  expect({ command, code, signal, stderr, faults, threadsLeft }).toEqual({ command, code: 0, signal: null, stderr: '', faults: [], threadsLeft: 0 })
}

test.each([
  ['jobs that have their thread to themselves fail for nobody else\'s sake', 'alone'],
  ['a pool that grows, shrinks and is resized, whose threads are replaced', 'changing'],
  ['jobs that share threads', 'shared'],
  ['jobs that share threads which take few', 'recycled'],
  ['a pool of plain threads that Workers replace', 'plain'],
  ['a queue with an end that refuses', 'refusing'],
  ['a queue with an end that holds back', 'waiting'],
  ['seven pools at a time', 'all']
])('every job settles as it may: %s', (_, kind) => expectCalm(kind, seed, JOBS), 400000)

test.each(['close', 'destroy'])('every job settles as it may when its pool ends in the middle of a storm, by %s()', async (end) => {
  await expectCalm('all', seed, JOBS, end)
}, 400000)
