// Tests that nothing crashes and no other memory is touched when JavaScript writes to a native task's memory, or when a
// thread or process ends, while the task runs.
'use strict'

const { runLongChild } = require('../helpers/child.js')
const { ends, codes } = require('../programs/native-ends.js')

const isStress = Boolean(process.env.OXPOOL_STRESS)
const LONGEST = 10 * 60000

const rounds = isStress ? 500 : 5

test(`every kernel settles on memory that is overwritten, and writes nothing beside it: ${rounds} rounds`, async () => {
  const { code, signal, stdout, stderr } = await runLongChild('native-races.js', String(rounds))
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' })
  const { done, aborted } = JSON.parse(stdout)
  expect(done).toBeGreaterThan(50 * rounds)
  expect(aborted).toBeGreaterThan(0)
}, LONGEST)

test.each(ends)('threads that end by %s while kernels run do no harm', async (end) => {
  const rounds = String(isStress ? 20 : 1)
  const { code, signal, stdout, stderr } = await runLongChild('native-ends.js', 'threads', end, rounds)
  expect({ code, signal, stdout, stderr }).toEqual({ code: 0, signal: null, stdout: 'done\n', stderr: '' })
}, LONGEST)

test.each(
  ends.filter((end) => end !== 'terminate()')
)('a process that ends by %s while every kernel runs ends as it would without them', async (end) => {
  for (let left = isStress ? 100 : 1; left > 0; left -= 1) {
    const { code, signal } = await runLongChild('native-ends.js', 'main', end)
    expect([codes[end].includes(code), signal]).toEqual([true, null])
  }
}, LONGEST)
