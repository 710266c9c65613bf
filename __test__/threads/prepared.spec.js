// Tests that a new thread gets the package's own files from an earlier thread, read and compiled.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const countReads = () => globalThis.ownReads
const openCounted = () => openPool(1, { execArgv: ['--require', fixture('counts-own-reads.js')] })

/** Opens pools one after the other until the thread of one has read fewer of the package's files than `reads`. */
async function openUntilFewerThan (reads) {
  for (;;) {
    const pool = openCounted()
    if (await pool.exec(countReads) < reads) return pool
    await pool.close()
  }
}

test('later threads do not read the package\'s files again, even if the first thread has died', async () => {
  const exit = () => process.exit()
  const first = openCounted()
  const reads = await first.exec(() => Promise.resolve(globalThis.ownReads))
  expect(reads).toBeGreaterThan(10)
  await failureOf(first.exec(exit))
  const later = await openUntilFewerThan(reads / 2)
  const give = () => ({ map: new Map([[1, new Date(0)]]), regexp: /a/g })
  expect(await later.exec(give)).toEqual(give())
  expect((await failureOf(later.exec(() => null.x))).stack).toMatch(/TypeError.*null/)
})

test('a worker file that requires the package gets the same modules that run the thread', async () => {
  const isShared = (path) => {
    const before = Object.keys(require.cache).length
    const { move } = require(path)
    const file = require.resolve(path.replace('index.js', 'lib/move.js'))
    return before > 10 && typeof move === 'function' && require.cache[file].loaded
  }
  expect(await openPool(1).exec(isShared, [require.resolve('../../index.js')])).toBe(true)
})
