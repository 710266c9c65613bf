// Reads values that are nested so deeply that a call for each level could overflow the stack: a list takes its place.
'use strict'

const { OBJECT, OBJECT_AGAIN, LOOSE_OBJECT, ARRAY, MAP, SET } = require('./tags.js')
const { setProperty } = require('./set-property.js')

/**
 * @param {import('./fast-reader').FastReader} reader
 * @returns {any} the value that begins where the reader is
 */
function readDeep (reader) {
  /**
   * The containers that are not read completely, the innermost last.
   *
   * @type {{ object: any, left: number, begin?: () => void, put: (value: any) => void }[]}
   */
  const open = []
  let root
  do {
    const inner = open[open.length - 1]
    inner?.begin?.()
    const container = containerAt(reader)
    const value = container === undefined ? reader.readValue() : container.object
    if (inner === undefined) root = value
    else inner.put(value)
    if (container !== undefined) open.push(container)
    while (open.length > 0 && open[open.length - 1].left === 0) open.pop()
  } while (open.length > 0)
  return root
}

/** The container that begins where the reader is, empty yet, if one does. */
function containerAt (reader) {
  const tag = reader.bytes[reader.at]
  if (![OBJECT, OBJECT_AGAIN, LOOSE_OBJECT, ARRAY, MAP, SET].includes(tag)) return undefined
  reader.at++
  switch (tag) {
    case OBJECT: return new Properties(reader, reader.readShape().keys)
    case OBJECT_AGAIN: return new Properties(reader, reader.shapes[reader.readCount16()].keys)
    case LOOSE_OBJECT: return new LooseProperties(reader)
    case ARRAY: return new Elements(reader)
    case MAP: return new Entries(reader)
    default: return new Members(reader)
  }
}

class Properties {
  #keys
  #at = 0

  constructor (reader, keys) {
    this.object = reader.see({})
    this.left = keys.length
    this.#keys = keys
  }

  put (value) {
    setProperty(this.object, this.#keys[this.#at++], value)
    this.left--
  }
}

class LooseProperties {
  #reader
  #key

  constructor (reader) {
    this.object = reader.see({})
    this.left = reader.readCount()
    this.#reader = reader
  }

  /** Each value stands behind its key. */
  begin () {
    this.#key = this.#reader.readValue()
  }

  put (value) {
    setProperty(this.object, this.#key, value)
    this.left--
  }
}

class Elements {
  #at = 0

  constructor (reader) {
    this.left = reader.readCount()
    this.object = reader.see(new Array(this.left))
  }

  put (value) {
    this.object[this.#at++] = value
    this.left--
  }
}

class Entries {
  #key

  constructor (reader) {
    this.object = reader.see(new Map())
    this.left = reader.readCount()
  }

  put (value) {
    if (this.left % 2 === 0) this.#key = value
    else this.object.set(this.#key, value)
    this.left--
  }
}

class Members {
  constructor (reader) {
    this.object = reader.see(new Set())
    this.left = reader.readCount()
  }

  put (value) {
    this.object.add(value)
    this.left--
  }
}

module.exports = { readDeep }
