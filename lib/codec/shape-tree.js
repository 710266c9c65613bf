// Finds the ready-made key block of an object by walking its keys, so that writing a known shape copies a few words.
'use strict'

// A program that makes new shapes without end must not grow the tree for ever.
const MAX_NODES = 4096
// A full tree is dropped when so many keys were missed in it: the program makes other shapes now.
const MAX_MISSES = 4 * MAX_NODES
// How many nodes a message may add, and one more for each shape that comes again in it. In a document most lists of
// keys come once, and to remember them takes longer than to write them.
const ROOM = 128
const MAX_MESSAGE = 2 ** 30

class Shape {
  /**
   * @param {Shape | null} parent
   * @param {string} key
   */
  constructor (parent, key) {
    this.parent = parent
    this.key = key
    // The child that was taken last is compared first: most objects have the same keys as the object before them.
    /** @type {string | undefined} */
    this.lastKey = undefined
    /** @type {Shape | null} */
    this.last = null
    /** @type {Map<string, Shape> | null} */
    this.children = null
    /** @type {Int32Array | null} the words to write, once known */
    this.block = null
    this.isLoose = false
    // The last message that gave this shape a place, and that place.
    this.message = 0
    this.index = 0
  }

  /** The keys on the way from the root. */
  path () {
    const keys = []
    for (let shape = /** @type {Shape} */ (this); shape.parent !== null; shape = shape.parent) keys.push(shape.key)
    return keys.reverse()
  }
}

class ShapeTree {
  constructor () {
    this.forget()
    this.message = 0
    // How many shapes this message has given a place.
    this.placed = 0
    // How many nodes this message may still add.
    this.room = ROOM
  }

  /** Begins a message: no shape has a place yet. */
  begin () {
    this.placed = 0
    this.room = ROOM
    if (++this.message === MAX_MESSAGE) {
      this.message = 1
      this.forget()
    }
  }

  forget () {
    this.root = new Shape(null, '')
    this.nodes = 1
    this.misses = 0
  }

  /**
   * The shape that has the keys of `shape` and then `key`, or `null` if the tree has no such shape and takes no more.
   * @param {Shape} shape
   * @param {string} key
   */
  follow (shape, key) {
    let next = shape.children?.get(key)
    if (next === undefined) {
      if (this.room === 0 || this.nodes === MAX_NODES) return this.#miss()
      this.room--
      this.nodes++
      next = new Shape(shape, key)
      shape.children ??= new Map()
      shape.children.set(key, next)
    }
    shape.lastKey = key
    shape.last = next
    return next
  }

  #miss () {
    if (this.nodes === MAX_NODES && ++this.misses === MAX_MISSES) this.forget()
    return null
  }
}

module.exports = { ShapeTree, Shape }
