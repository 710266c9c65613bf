// Finds the handler for the task that a job names by number, and loads the task when it is first needed.
//
// The room `lib/worker/file/` turns worker files and functions sent as source into handlers. It may touch Node's
// module loader, `parentPort` and the user's files; it knows no loop and no port to the pool.
'use strict'

const { types } = require('node:util')
const { isRefusal, nameJob, systemError } = require('../../errors.js')
const { NESTED } = require('../../job/task-number.js')
const { loadFile } = require('./load.js')
const { MessageStyle } = require('./message-style.js')

/** The export that is called before the thread leaves. */
const TEARDOWN = 'teardown'

class Tasks {
  /**
   * Gives the key of a task that a nested job names: the file's URL and, on a second line, the name of the export.
   *
   * @type {(number: number) => string}
   */
  keyOf
  /** @type {(import('../../job/task.js').Task | undefined)[]} */
  #defined = []
  /** Handlers of loaded tasks. @type {((data: any, context: any) => any)[]} */
  #handlers = []
  /** Handlers of loaded tasks that only nested jobs have named. @type {((data: any, context: any) => any)[]} */
  #nestedHandlers = []
  /** @type {Map<string, Promise<any>>} */
  #files = new Map()
  #label
  /** What the files export that have been loaded, in the order in which they were. @type {any[]} */
  #loaded = []
  #messageStyle

  /** @param {string} [label] the pool's */
  constructor (parentPort, label) {
    this.#label = label
    this.#messageStyle = new MessageStyle(parentPort, label)
  }

  define (id, task) {
    this.#defined[id] = task
  }

  /** Whether this thread knows the task. If not, the message that defines it still waits on the control port. */
  isDefined (id) {
    return id >= NESTED || this.#defined[id] !== undefined
  }

  /** The number of a task, if the pool's owner has given it one. */
  idOf (key) {
    const id = this.#defined.findIndex((task) => task !== undefined && keyOf(task) === key)
    return id < 0 ? undefined : id
  }

  /** Whether a file that listens to messages has a job that it has not answered. Such files take one job at a time. */
  get isAsking () {
    return this.#messageStyle.isAsking
  }

  /** The handler, if the task is loaded. */
  handler (id) {
    return id < NESTED ? this.#handlers[id] : this.#nestedHandlers[id - NESTED]
  }

  /** Loads a task. If that fails, the handler throws the error, so that every job of the task rejects with it. */
  async load (id) {
    const task = id < NESTED ? this.#defined[id] : taskOf(this.keyOf(id - NESTED))
    let handler
    try {
      handler = await this.#find(task)
    } catch (error) {
      handler = () => { throw error }
      // Later the system may let the file be read.
      if (error?.code === 'ERR_OXPOOL_SYSTEM') return handler
    }
    if (id < NESTED) this.#handlers[id] = handler
    else this.#nestedHandlers[id - NESTED] = handler
    return handler
  }

  /** What the files export that this thread has loaded. */
  get loaded () {
    return this.#loaded
  }

  async #find (task) {
    const { url, name, source } = task
    if (source !== undefined) return require('./compile.js').compileFunction(source)
    let exports
    // Not by `catch()`, because the file may replace that method while it is loaded.
    try {
      exports = await this.#file(url)
    } catch (cause) {
      if (!isRefusal(cause)) throw fileErrors().loadError(task, this.#label, cause)
      // What the system refuses now it may allow later.
      this.#files.delete(url)
      throw this.#refusal(task, cause)
    }
    const candidate = await pick(exports, name)
    if (typeof candidate === 'function') return candidate
    if (name !== undefined) {
      throw fileErrors().noTaskError(task, this.#label, nameExports(exports))
    }
    if (this.#messageStyle.isListenedTo(url)) return (data) => this.#messageStyle.ask(url, data)
    const expected = 'must have a function as its default export or listen to messages, but it does neither'
    throw fileErrors().unusableError(task, this.#label, `${expected}; ${nameExports(exports)}`)
  }

  /** The system refuses to open the file. Nothing is loaded for this error: the system may refuse that too. */
  #refusal ({ url, name }, cause) {
    const error = systemError('file', 'a file that the task needs', cause)
    nameJob(error, name === undefined ? url : `${url}#${name}`, this.#label)
    // The submitter's side gives it the frames of the caller.
    error.stack = String(error)
    return error
  }

  #file (url) {
    let file = this.#files.get(url)
    if (file === undefined) {
      this.#messageStyle.expect(url)
      file = this.#load(url)
      this.#files.set(url, file)
    }
    return file
  }

  async #load (url) {
    const exports = await loadFile(url)
    this.#loaded.push(exports)
    return exports
  }
}

/** The function that a file wants to be called before its thread leaves, if it exports one. */
async function findTeardown (exports) {
  try {
    const teardown = await findNamed(exports, TEARDOWN)
    return typeof teardown === 'function' ? teardown : undefined
  } catch {
    // Its default export is a promise that was rejected. The jobs of the file have told that.
    return undefined
  }
}

/** Loaded only when a file has failed: few threads need it. */
function fileErrors () {
  return require('./file-error.js')
}

function keyOf ({ url, name }) {
  return name === undefined ? url : `${url}\n${name}`
}

function taskOf (key) {
  const [url, name] = key.split('\n')
  return { url, name, source: undefined }
}

/** Tells which functions the file exports by name, one of which may be meant. */
function nameExports (exports) {
  const names = Object.keys(Object(exports)).filter((name) => name !== 'default' && typeof exports[name] === 'function')
  return `it exports these functions by name: ${names.length === 0 ? 'none' : names.join(', ')}`
}

/** Picks an export. A file that initialises asynchronously exports a promise, so a promise is awaited. */
async function pick (exports, name) {
  if (name !== undefined) return findNamed(exports, name)
  const whole = await wholeOf(exports)
  return typeof whole === 'function' ? whole : unwrapDefault(whole)
}

/** The `module.exports` of a CommonJS file may itself be a promise. */
async function wholeOf (exports) {
  return types.isPromise(exports) ? await exports : exports
}

async function findNamed (exports, name) {
  const whole = await wholeOf(exports)
  return ownOf(whole, name) ?? ownOf(await unwrapDefault(whole), name)
}

/** Only own properties count: every function inherits `constructor`, which the file has not exported. */
function ownOf (exports, name) {
  return Object.hasOwn(Object(exports), name) ? exports[name] : undefined
}

async function unwrapDefault (exports) {
  const value = await ownOf(exports, 'default')
  // If a CommonJS file was compiled from a module and is imported, its default export is one level deeper.
  const isDeeper = typeof value === 'object' && value !== null && Object.hasOwn(value, 'default')
  return isDeeper ? value.default : value
}

module.exports = { Tasks, findTeardown }
