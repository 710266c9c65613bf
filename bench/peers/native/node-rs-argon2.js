// Runs @node-rs/argon2, which has the same Rust kernel, `argon2-rust`, as oxpool, on the threads of libuv.
'use strict'

const { versionOf } = require('../../lib/versions')

module.exports = {
  name: '@node-rs/argon2',
  get version () { return versionOf('@node-rs/argon2') },
  load () {
    const { hash } = require('@node-rs/argon2')
    return {
      run: ({ password, memory, passes, lanes, salt }) => hash(password, {
        memoryCost: memory, timeCost: passes, parallelism: lanes, salt, outputLen: 32
      })
    }
  }
}
