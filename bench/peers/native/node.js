// Runs Node's own modules: node:crypto on the calling thread, and node:zlib on the threads of libuv.
'use strict'

const { createHash } = require('node:crypto')
const { promisify } = require('node:util')
const zlib = require('node:zlib')

const tasks = {
  hash: ({ data, algorithm }) => createHash(algorithm).update(data).digest('hex'),
  compress: (() => {
    const [gzip, zstd] = [zlib.gzip, zlib.zstdCompress].map((way) => way && promisify(way))
    return ({ data, format }) => format === 'gzip' ? gzip(data) : zstd?.(data) ?? none(format)
  })(),
  decompress: (() => {
    const gunzip = promisify(zlib.gunzip)
    return ({ data }) => gunzip(data)
  })()
}

function none (format) {
  throw new Error(`this Node has no ${format}`)
}

module.exports = {
  name: 'node',
  version: process.version,
  load: (task) => ({ run: tasks[task] })
}
