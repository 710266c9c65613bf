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
    if (isMovable(this.#value)) return this.#value[transferableSymbol]
    return types.isArrayBufferView(this.#value) ? this.#value.buffer : this.#value
  }

  get [valueSymbol] () {
    return isMovable(this.#value) ? this.#value[valueSymbol] : this.#value
  }
}

/**
 * Marks an ArrayBuffer, a view on one, a MessagePort, or an object that says by the two symbols how it moves. Any other
 * value is returned unchanged. Memory that Node keeps where it is, like the slab that small Buffers have in common, is
 * copied now, and the copy is moved.
 *
 * @template T
 * @param {T} value
 * @returns {T}
 */
function move (value) {
  if (value === null || typeof value !== 'object' || isMark(value)) return value
  if (isMovable(value)) return /** @type {any} */ (new Moved(value))
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

/**
 * Whether the value is what `move()` returns, of whichever copy of this package. Only this counts inside a value: to
 * look at every object for the two symbols would cost too much.
 */
function isMark (value) {
  // The own property is asked for first: what an object inherits from may be a proxy.
  return value !== null && typeof value === 'object' && Object.hasOwn(value, 'mark') &&
    value.mark === transferableSymbol && isMovable(value)
}

/** Whether the value says how it moves, or contains a mark. */
function isMarked (value) {
  return isMovable(value) || containsMark(value, new Set())
}

/**
 * Replaces a value that says how it moves, or each mark inside arrays and plain objects. Returns the value to send,
 * and the list of what moves with it.
 *
 * @param {any} value
 * @param {any[]} [transferList]
 * @returns {{ value: any, transferList: any[] | undefined }}
 */
function unwrap (value, transferList) {
  /** @type {Set<any>} */
  const moved = new Set()
  const unwrapped = isMovable(value) ? take(value, moved) : replaceAll(value, moved)
  if (moved.size === 0) return { value: unwrapped, transferList }
  return { value: unwrapped, transferList: [...new Set([...transferList ?? [], ...moved])] }
}

/** Takes what arrives from a value that says how it moves, and notes what goes on the transfer list. */
function take (movable, moved) {
  const transferables = movable[transferableSymbol]
  for (const one of Array.isArray(transferables) ? transferables : [transferables]) if (!mustStay(one)) moved.add(one)
  return movable[valueSymbol]
}

function replaceAll (value, moved) {
  return containsMark(value, new Set()) ? replaceMarks(value, moved, new Map()) : value
}

function containsMark (value, seen) {
  if (isMark(value)) return true
  if (!isPlain(value) || seen.has(value)) return false
  seen.add(value)
  return Object.values(value).some((inner) => containsMark(inner, seen))
}

function replaceMarks (value, moved, copies) {
  if (isMark(value)) return take(value, moved)
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
