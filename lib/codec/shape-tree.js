// Finds the ready-made key block of an object by walking its keys, so that writing a known shape copies a few words.
'use strict'

// A program that makes new shapes without end must not grow the tree for ever.
const MAX_NODES = 4096
const MAX_MESSAGE = 2 ** 30

class Shape {
  constructor () {
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
}

class ShapeTree {
  constructor () {
    this.root = new Shape()
    this.nodes = 1
    this.message = 0
    // How many shapes this message has given a place.
    this.placed = 0
  }

  /** Begins a message: no shape has a place yet. */
  begin () {
    this.placed = 0
    if (++this.message === MAX_MESSAGE) {
      this.message = 1
      this.forget()
    }
  }

  /** Drops all shapes when they are too many. The shapes of the present message are then written once more. */
  trim () {
    if (this.nodes > MAX_NODES) this.forget()
  }

  forget () {
    this.root = new Shape()
    this.nodes = 1
  }

  /**
   * The shape that has the keys of `shape` and then `key`.
   * @param {Shape} shape
   * @param {string} key
   */
  follow (shape, key) {
    if (shape.children === null) shape.children = new Map()
    let next = shape.children.get(key)
    if (next === undefined) {
      next = new Shape()
      shape.children.set(key, next)
      this.nodes++
    }
    shape.lastKey = key
    shape.last = next
    return next
  }
}

module.exports = { ShapeTree }
