// What a native task is called with: checked here, so that Rust gets a live typed array and nothing else.
'use strict'

const { types } = require('node:util')
const { codedError, optionError } = require('./errors.js')
const { isMovable } = require('./move.js')
const { readOptions, boolean, anything } = require('./options.js')

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
  if (isMovable(data)) throw codedError(TypeError, 'ERR_OXPOOL_OPTION', '`data` must be a typed array, but it is marked to be moved: a native task copies what is not shared')
  const { view, descending } = task === 'sort' && isOptionsForm(data) ? readSortInput(data) : { view: data, descending: false }
  const flags = descending ? DESCENDING : 0
  if (!types.isTypedArray(view)) throw optionError(TypeError, 'data', 'a typed array', view)
  const { buffer } = view
  if (types.isSharedArrayBuffer(buffer)) return { view, flags: flags + SHARED }
  if (buffer.resizable) throw optionError(TypeError, 'data', 'a typed array on memory that can\'t be resized', view)
  if (view.length === 0 && isDetached(buffer)) throw codedError(TypeError, 'ERR_OXPOOL_OPTION', '`data` must be a typed array whose memory has not been transferred away')
  return { view, flags }
}

function isOptionsForm (data) {
  return data !== null && typeof data === 'object' && !ArrayBuffer.isView(data) && Object.hasOwn(data, 'data')
}

function readSortInput (input) {
  const { data, descending } = readOptions(input, { data: anything, descending: boolean }, 'the input of native:sort')
  return { view: data, descending }
}

function isDetached (buffer) {
  try {
    return new Uint8Array(buffer) === undefined
  } catch {
    return true
  }
}

module.exports = { readNativeInput }
