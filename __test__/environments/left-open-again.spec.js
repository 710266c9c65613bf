// The neighbour of left-open.spec.js in the same process: whichever comes second finds the other's pools still there.
'use strict'

const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

test('beside pools that another file has left open, pools work', async () => {
  const scripts = new WorkerPool(fixture('message-echo.js'), 2)
  const native = new WorkerPool('native:sort', 2)
  expect(await Promise.all([scripts.run(21), native.run(Int8Array.of(2, 1))])).toEqual([21, Int8Array.of(1, 2)])
})
