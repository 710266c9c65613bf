// What a native task is called with: checked here, so that Rust gets a live typed array and nothing else.
'use strict'

const { types } = require('node:util')
const { codedError, optionError } = require('./errors.js')

const SHARED = 8
const DESCENDING = 16

/**
 * `data` is a typed array or, for a sort, `{ data, descending }`.
 *
 * @param {string} task
 * @param {any} data
 * @param {unknown[]} [transferList]
 * @returns {{ view: ArrayBufferView, flags: number }}
 */
function readNativeInput (task, data, transferList) {
  if (transferList !== undefined) throw optionError(TypeError, 'transferList', 'absent for a native task, which copies what is not shared', transferList)
  let flags = 0
  let view = data
  if (task === 'sort' && data !== null && typeof data === 'object' && !ArrayBuffer.isView(data)) {
    view = data.data
    if (data.descending !== undefined && typeof data.descending !== 'boolean') throw optionError(TypeError, 'descending', 'a boolean', data.descending)
    if (data.descending) flags += DESCENDING
  }
  if (!types.isTypedArray(view)) throw optionError(TypeError, 'data', 'a typed array', view)
  const { buffer } = view
  if (types.isSharedArrayBuffer(buffer)) return { view, flags: flags + SHARED }
  if (buffer.resizable) throw optionError(TypeError, 'data', 'a typed array on memory that can\'t be resized', view)
  if (view.length === 0 && isDetached(buffer)) throw codedError(TypeError, 'ERR_OXPOOL_OPTION', '`data` must be a typed array whose memory has not been transferred away')
  return { view, flags }
}

function isDetached (buffer) {
  try {
    return new Uint8Array(buffer) === undefined
  } catch {
    return true
  }
}

module.exports = { readNativeInput }
