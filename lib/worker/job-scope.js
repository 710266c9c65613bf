// Runs each job in an asynchronous context of its own, so that no job sees what another one has entered or set there.
//
// Such a context costs half as much as a short job, and most threads never use one. So jobs share the thread's context
// until somebody first does what could leave something in it. All ways to do so begin with one of three functions:
//
// - `enterWith` of an AsyncLocalStorage, which `run` and `withScope` call where stores don't need async hooks;
// - `enable` of an async hook, which every store calls on releases where stores need them, and every new domain;
// - `executionAsyncResource`, whose result can be written to.
//
// Node tells nobody that they are called, so they are replaced here by functions that note it. This file must be loaded
// before the user's.
'use strict'

const asyncHooks = require('node:async_hooks')
const { leaveDomains, outsideDomains } = require('../domains.js')

const { AsyncLocalStorage, AsyncResource, createHook } = asyncHooks

/** The context in which the thread began. No user code runs in it. */
const root = new AsyncResource('oxpool:worker', { __proto__: null, requireManualDestroy: true })

const jobScope = {
  /** Whether jobs need contexts of their own. */
  isNeeded: false,

  /** Calls a function in a new context, in which nobody has entered anything. */
  run (fn, first, second) {
    leaveDomains()
    try {
      return root.runInAsyncScope(runInNew, undefined, fn, first, second)
    } finally {
      leaveDomains()
    }
  },

  /** Does the same in the middle of another job, which stays in its domain. */
  interrupt (fn) {
    outsideDomains(() => root.runInAsyncScope(runInNew, undefined, fn))
  }
}

function runInNew (fn, first, second) {
  return new AsyncResource('oxpool:run').runInAsyncScope(fn, undefined, first, second)
}

const { enable } = Object.getPrototypeOf(createHook({}))
/** While a hook is enabled, what follows an `await` runs in a context of its own, and not in the thread's. */
const separating = createHook({ init () {} })

function need () {
  jobScope.isNeeded = true
}

function needSeparated () {
  need()
  enable.call(separating)
}

/** Makes a function of a module or a class note that it is called. */
function watch (owner, name, note) {
  const original = owner[name]
  const { [name]: replacement } = {
    [name] (...args) {
      note()
      return Reflect.apply(original, this, args)
    }
  }
  Object.defineProperty(replacement, 'length', { __proto__: null, value: original.length })
  // If somebody has frozen the owner before, nobody could tell, so jobs need contexts from the start.
  if (!Reflect.defineProperty(owner, name, { __proto__: null, value: replacement })) need()
}

/**
 * Where stores need async hooks, the first one enables them when it is first used. What the jobs that run at that time
 * do after an `await` would then share a context. So the hooks are enabled when the first store is made: its
 * constructor assigns this property.
 */
function watchNewStores ({ prototype }) {
  if (!('_enable' in prototype)) return
  Reflect.defineProperty(prototype, 'enabled', {
    __proto__: null,
    get: () => undefined,
    set (value) {
      delete prototype.enabled
      needSeparated()
      this.enabled = value
    },
    configurable: true
  })
}

watch(AsyncLocalStorage.prototype, 'enterWith', need)
watch(Object.getPrototypeOf(separating), 'enable', need)
watch(asyncHooks, 'executionAsyncResource', needSeparated)
watchNewStores(AsyncLocalStorage)
// A file that ran before this one may have enabled a hook. Only then promises have ids.
if (Object.getOwnPropertySymbols(Promise.resolve()).length > 0) need()

module.exports = { jobScope }
