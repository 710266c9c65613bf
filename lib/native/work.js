// Reads the data of a native job by its task's entry in the table, and moves the arrays that the caller wants moved.
'use strict'

const { types } = require('node:util')
const { codedError, describe } = require('../errors.js')
const { unwrap } = require('../move.js')
const { isShared, bufferOf, offsetOf, lengthOf, kindOf } = require('./arrays.js')
const { TASKS } = require('./tasks.js')
const { bringHome } = require('../realm.js')

/** Shifted by an array's place in the options of a submission: the array is used where it lies, not copied. */
const IN_PLACE = 1 << 8
/** Shifted likewise: the kernel also writes to that array. */
const WRITTEN = 1 << 16

/** The outcome of a kernel that has written its result to one of its arrays. */
const SAME_VIEW = Symbol('same view')
const NONE = new Set()

/**
 * @param {string} task without its `native:`
 * @param {any} data
 * @param {any[]} [transferList]
 * @returns what goes to the native side, and `finish`, which makes the result from what comes back
 */
function readWork (task, data, transferList) {
  ({ value: data, transferList } = unwrap(data, transferList))
  const { read, finish } = TASKS[task]
  const { arrays, numbers, written = [] } = { __proto__: null, ...read(data) }
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
    finish: (left) => left === SAME_VIEW ? arrays[written[0]] : finish(left, arrays)
  }
}

/**
 * Transfers the memory of arrays away from the caller. Then only the job sees this memory, so it need not be copied.
 * Returns the places of these arrays.
 */
function moveArrays (arrays, transferList) {
  for (const item of transferList) {
    if (!types.isArrayBuffer(item) || !arrays.some((array) => bufferOf(array) === item)) {
      const expected = '`transferList` must hold only ArrayBuffers of the task\'s arrays'
      throw codedError(TypeError, 'ERR_OXPOOL_OPTION', `${expected}, but it holds ${describe(item)}`)
    }
  }
  const list = [...new Set(transferList)]
  const places = arrays.map((array) => {
    return { at: list.indexOf(bufferOf(array)), offset: offsetOf(array), length: lengthOf(array) }
  })
  const buffers = bringHome(structuredClone(list, { transfer: list }))
  const moved = new Set()
  for (const [place, { at, offset, length }] of places.entries()) {
    if (at < 0) continue
    arrays[place] = new (kindOf(arrays[place]))(buffers[at], offset, length)
    moved.add(place)
  }
  return moved
}

module.exports = { readWork, SAME_VIEW }
