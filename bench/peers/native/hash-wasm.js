// Runs hash-wasm, which is WebAssembly, on the calling thread.
//
// The hashes take the data piece by piece, because the memory of hash-wasm can't hold a gibibyte.
'use strict'

const { versionOf } = require('../../lib/versions')

const PIECE = 1 << 22

const tasks = {
  async hash ({ data, algorithm }) {
    const { createBLAKE3, createSHA256 } = require('hash-wasm')
    const hasher = await (algorithm === 'blake3' ? createBLAKE3() : createSHA256())
    hasher.init()
    for (let start = 0; start < data.length; start += PIECE) hasher.update(data.subarray(start, start + PIECE))
    return hasher.digest('hex')
  },
  argon2: ({ password, memory, passes, lanes, salt }) => require('hash-wasm').argon2id({
    password, salt, memorySize: memory, iterations: passes, parallelism: lanes, hashLength: 32, outputType: 'encoded'
  })
}

module.exports = {
  name: 'hash-wasm',
  get version () { return versionOf('hash-wasm') },
  load: (task) => ({ run: tasks[task] })
}
