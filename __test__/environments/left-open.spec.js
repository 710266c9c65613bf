// A Jest context that ends with its pools open must not disturb the contexts that come after it.
'use strict'

const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

test('pools may be left open', async () => {
  const scripts = new WorkerPool(fixture('doubles.js'), 2)
  const native = new WorkerPool('native:sum', 2)
  expect(await Promise.all([scripts.run(21), native.run(Int8Array.of(40, 2))])).toEqual([42, 42])
})
