// Threads begin with what another thread has made of the package's own files.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const countReads = () => globalThis.ownReads
const openCounted = () => openPool(1, { execArgv: ['--require', fixture('counts-own-reads.js')] })

/** Opens pools one after the other until the thread of one has read less of the package than that. */
async function openUntilFewerThan (reads) {
  for (;;) {
    const pool = openCounted()
    if (await pool.exec(countReads) < reads) return pool
    await pool.close()
  }
}

test('threads that come later do not read what those before have read, though the first has died under its job', async () => {
  const exit = () => process.exit()
  const first = openCounted()
  const reads = await first.exec(() => Promise.resolve(globalThis.ownReads))
  expect(reads).toBeGreaterThan(10)
  await failureOf(first.exec(exit))
  const later = await openUntilFewerThan(reads / 2)
  expect(await later.exec(() => ({ map: new Map([[1, new Date(0)]]), regexp: /a/g }))).toEqual({ map: new Map([[1, new Date(0)]]), regexp: /a/g })
  expect((await failureOf(later.exec(() => null.x))).stack).toMatch(/TypeError.*null/)
})

test('a worker file that requires the package has the very files that run it', async () => {
  const isShared = (path) => {
    const before = Object.keys(require.cache).length
    const { move } = require(path)
    return before > 10 && typeof move === 'function' && require.cache[require.resolve(path.replace('index.js', 'lib/move.js'))].loaded
  }
  expect(await openPool(1).exec(isShared, [require.resolve('../../index.js')])).toBe(true)
})
