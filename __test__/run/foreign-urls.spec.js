// Tests that a URL of any make names a file: jsdom, for one, brings a class of its own.
'use strict'

const { pathToFileURL } = require('node:url')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

class ForeignURL {
  constructor ({ href, protocol }) {
    Object.assign(this, { href, protocol })
  }

  get [Symbol.toStringTag] () {
    return 'URL'
  }
}

const url = new ForeignURL(pathToFileURL(fixture('doubles.js')))

test('a pool takes it as its file', async () => {
  expect(await openPool(url, 1).run(21)).toBe(42)
  expect(await openPool({ filename: url, threads: 1 }).run(21)).toBe(42)
})

test('a run takes it as its file', async () => {
  expect(await openPool(1).run(21, { filename: url })).toBe(42)
})

test('one that names no file is refused', async () => {
  const web = new ForeignURL(new URL('https://example.com/worker.js'))
  const failure = failureOf((async () => openPool(1).run(21, { filename: web }))())
  expect(await failure).toMatchObject({ code: 'ERR_OXPOOL_OPTION' })
})
