// One native job's data: read by its task's table entry, and moved where the caller said so.
'use strict'

const { types } = require('node:util')
const { optionError } = require('../errors.js')
const { unwrap } = require('../move.js')
const { isShared, kindOf } = require('./arrays.js')
const { TASKS } = require('./tasks.js')

/** In the options of a submission: which arrays lie on memory that others see, and which of those are written to. */
const IN_PLACE = 1 << 8
const WRITTEN = 1 << 16

/** What a kernel leaves that wrote to one of its arrays. */
const SAME_VIEW = Symbol('same view')
const NONE = new Set()

/**
 * @param {string} task without its `native:`
 * @param {any} data
 * @param {any[]} [transferList]
 * @returns what goes to the native side, and `finish`, which makes the result of what comes back
 */
function readWork (task, data, transferList) {
  ({ value: data, transferList } = unwrap(data, transferList))
  const { read, finish } = TASKS[task]
  const { arrays, numbers, written = [] } = read(data)
  const moved = transferList === undefined ? NONE : moveArrays(arrays, transferList)
  let options = 0
  for (const [place, array] of arrays.entries()) {
    if (!isShared(array) && !moved.has(place)) continue
    options += IN_PLACE << place
    if (written.includes(place)) options += WRITTEN << place
  }
  return {
    arrays,
    numbers,
    options,
    finish: (left) => left === SAME_VIEW ? arrays[written[0]] : finish(left, data)
  }
}

/**
 * Takes the memory of arrays away from whoever else has it: then nobody but the job sees it, and it need not be copied. Returns the places
 * of those arrays.
 */
function moveArrays (arrays, transferList) {
  for (const item of transferList) {
    if (!types.isArrayBuffer(item) || !arrays.some(({ buffer }) => buffer === item)) {
      throw optionError(TypeError, 'transferList', 'a list of ArrayBuffers that the task\'s arrays lie in', item)
    }
  }
  const list = [...new Set(transferList)]
  const places = arrays.map(({ buffer, byteOffset, length }) => ({ at: list.indexOf(buffer), byteOffset, length }))
  const buffers = structuredClone(list, { transfer: list })
  const moved = new Set()
  for (const [place, { at, byteOffset, length }] of places.entries()) {
    if (at < 0) continue
    arrays[place] = new (kindOf(arrays[place]))(buffers[at], byteOffset, length)
    moved.add(place)
  }
  return moved
}

module.exports = { readWork, SAME_VIEW }
