// Marks values that are to be moved to the other thread instead of copied, and finds the marks again.
'use strict'

const { types } = require('node:util')
const { MessagePort, isMarkedAsUntransferable } = { __proto__: null, ...require('node:worker_threads') }

// These are Piscina's own symbols, so that a value marked for one library is moved by the other too.
const transferableSymbol = Symbol.for('Piscina.transferable')
const valueSymbol = Symbol.for('Piscina.valueOf')

class Moved {
  #value
  /**
   * A symbol, which no codec accepts: a value with a mark inside goes through the port, and `unwrap` is called for it.
   */
  mark = transferableSymbol

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
 * Marks an ArrayBuffer, a view on one, or a MessagePort to be moved. Any other value is returned unchanged. Memory that
 * Node keeps where it is, like the slab that small Buffers have in common, is copied now, and the copy is moved.
 *
 * @template T
 * @param {T} value
 * @returns {T}
 */
function move (value) {
  if (value === null || typeof value !== 'object') return value
  if (types.isSharedArrayBuffer(value) || types.isSharedArrayBuffer(value.buffer)) return value
  if (types.isAnyArrayBuffer(value)) return /** @type {any} */ (new Moved(mustStay(value) ? value.slice() : value))
  if (types.isArrayBufferView(value)) {
    return /** @type {any} */ (new Moved(mustStay(value.buffer) ? copyOf(value) : value))
  }
  return value instanceof MessagePort ? /** @type {any} */ (new Moved(value)) : value
}

/** Whether Node refuses to move a buffer. Releases that can't tell copy such a buffer by themselves. */
function mustStay (buffer) {
  return isMarkedAsUntransferable !== undefined && isMarkedAsUntransferable(buffer)
}

/** A view of the same kind on a copy of only the bytes that the view shows. */
function copyOf (view) {
  const { buffer, byteOffset, byteLength } = view
  const Class = globalThis[view[Symbol.toStringTag]]
  return new Class(buffer.slice(byteOffset, byteOffset + byteLength))
}

function isMovable (value) {
  return value !== null && typeof value === 'object' && transferableSymbol in value && valueSymbol in value
}

/** Whether the value is marked to be moved, or contains a marked value. */
function isMarked (value) {
  return containsMark(value, new Set())
}

/**
 * Replaces each mark by its value, also inside arrays and plain objects. Returns the value to send, and the list of
 * what moves with it.
 *
 * @param {any} value
 * @param {any[]} [transferList]
 * @returns {{ value: any, transferList: any[] | undefined }}
 */
function unwrap (value, transferList) {
  /** @type {Set<any>} */
  const moved = new Set()
  const unwrapped = isMarked(value) ? replaceMarks(value, moved, new Map()) : value
  if (moved.size === 0) return { value: unwrapped, transferList }
  return { value: unwrapped, transferList: [...new Set([...transferList ?? [], ...moved])] }
}

function containsMark (value, seen) {
  if (isMovable(value)) return true
  if (!isPlain(value) || seen.has(value)) return false
  seen.add(value)
  return Object.values(value).some((inner) => containsMark(inner, seen))
}

function replaceMarks (value, moved, copies) {
  if (isMovable(value)) {
    const transferable = value[transferableSymbol]
    if (!mustStay(transferable)) moved.add(transferable)
    return value[valueSymbol]
  }
  if (!isPlain(value)) return value
  let copy = copies.get(value)
  if (copy === undefined) {
    copy = Array.isArray(value) ? new Array(value.length) : {}
    copies.set(value, copy)
    for (const [key, inner] of Object.entries(value)) {
      Object.defineProperty(copy, key, {
        __proto__: null,
        value: replaceMarks(inner, moved, copies),
        writable: true,
        enumerable: true,
        configurable: true
      })
    }
  }
  return copy
}

function isPlain (value) {
  if (value === null || typeof value !== 'object') return false
  return Array.isArray(value) || Object.getPrototypeOf(value)?.constructor?.name === 'Object'
}

module.exports = { move, isMovable, isMarked, unwrap, transferableSymbol, valueSymbol }
