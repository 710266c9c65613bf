// A value marked to be moved to the other thread instead of copied.
'use strict'

const { MessagePort } = require('node:worker_threads')
const { types } = require('node:util')

// Piscina's own symbols, so that values marked for one pool move through the other.
const transferableSymbol = Symbol.for('Piscina.transferable')
const valueSymbol = Symbol.for('Piscina.valueOf')

class Moved {
  #value

  constructor (value) {
    this.#value = value
  }

  get [transferableSymbol] () {
    return types.isArrayBufferView(this.#value) ? this.#value.buffer : this.#value
  }

  get [valueSymbol] () {
    return this.#value
  }
}

/**
 * Marks an ArrayBuffer, a view on one, or a MessagePort to be moved. Anything else is returned as it is.
 *
 * @template T
 * @param {T} value
 * @returns {T}
 */
function move (value) {
  if (value === null || typeof value !== 'object') return value
  if (types.isSharedArrayBuffer(value) || types.isSharedArrayBuffer(value.buffer)) return value
  if (types.isAnyArrayBuffer(value) || types.isArrayBufferView(value) || value instanceof MessagePort) {
    return /** @type {any} */ (new Moved(value))
  }
  return value
}

function isMovable (value) {
  return value !== null && typeof value === 'object' && transferableSymbol in value && valueSymbol in value
}

/**
 * What travels, and what moves with it.
 *
 * @param {any} value
 * @param {any[]} [transferList]
 * @returns {{ value: any, transferList: any[] | undefined }}
 */
function unwrap (value, transferList) {
  if (!isMovable(value)) return { value, transferList }
  const moved = value[transferableSymbol]
  const list = transferList ?? []
  return { value: value[valueSymbol], transferList: list.includes(moved) ? list : [...list, moved] }
}

module.exports = { move, isMovable, unwrap, transferableSymbol, valueSymbol }
