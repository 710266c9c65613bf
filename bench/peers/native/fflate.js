// Runs fflate, which is JavaScript, on the calling thread: its asynchronous functions start a Worker for every call.
'use strict'

const { versionOf } = require('../../lib/versions')

module.exports = {
  name: 'fflate',
  get version () { return versionOf('fflate') },
  load (task) {
    const { gzipSync, gunzipSync } = require('fflate')
    const work = task === 'compress' ? gzipSync : gunzipSync
    return { run: ({ data }) => work(data) }
  }
}
