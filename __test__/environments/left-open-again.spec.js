// A neighbour of left-open.spec.js in the same process: the spec that runs second finds the other's pools still open.
'use strict'

const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

test('pools work beside pools that another spec file has left open', async () => {
  const scripts = new WorkerPool(fixture('message-echo.js'), 2)
  const native = new WorkerPool('native:sort', 2)
  expect(await Promise.all([scripts.run(21), native.run(Int8Array.of(2, 1))])).toEqual([21, Int8Array.of(1, 2)])
})
