// Makes signals that are up to date even in a loop that never yields: a look at one reads the control port first.
'use strict'

const { prototype } = AbortSignal
const aborted = Object.getOwnPropertyDescriptor(prototype, 'aborted').get
const reason = Object.getOwnPropertyDescriptor(prototype, 'reason').get

/** @type {WeakMap<object, object>} */
const prototypes = new WeakMap()

/** Makes a controller whose signal calls `loop.look()` before it answers. */
function liveController (loop) {
  const controller = new AbortController()
  let live = prototypes.get(loop)
  if (live === undefined) {
    live = livePrototype(() => loop.look())
    prototypes.set(loop, live)
  }
  Object.setPrototypeOf(controller.signal, live)
  return controller
}

function livePrototype (look) {
  return Object.create(prototype, {
    aborted: {
      __proto__: null,
      get () {
        look()
        return aborted.call(this)
      },
      enumerable: true,
      configurable: true
    },
    reason: {
      __proto__: null,
      get () {
        look()
        return reason.call(this)
      },
      enumerable: true,
      configurable: true
    },
    throwIfAborted: {
      __proto__: null,
      value: function throwIfAborted () {
        if (this.aborted) throw this.reason
      },
      enumerable: true,
      configurable: true,
      writable: true
    }
  })
}

module.exports = { liveController }
