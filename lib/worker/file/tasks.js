// The tasks that jobs name by number, each loaded when it is first needed, and the handler it comes down to.
'use strict'

const { types } = require('node:util')
const { codedError, workerFileError } = require('../../errors.js')
const { NESTED } = require('../../job/task-number.js')
const { loadFile } = require('./load.js')
const { MessageStyle } = require('./message-style.js')

class Tasks {
  /** Gives the key of a task that a nested job names: its file and, on another line, its name. @type {(number: number) => string} */
  keyOf
  /** @type {({ url?: string, name?: string, source?: string } | undefined)[]} */
  #defined = []
  /** Handlers of loaded tasks. @type {((data: any, context: any) => any)[]} */
  #handlers = []
  /** The same, for tasks that only nested jobs have named. @type {((data: any, context: any) => any)[]} */
  #nestedHandlers = []
  /** @type {Map<string, Promise<any>>} */
  #files = new Map()
  #messageStyle

  constructor (parentPort) {
    this.#messageStyle = new MessageStyle(parentPort)
  }

  define (id, task) {
    this.#defined[id] = task
  }

  /** Whether a job may refer to a task that the control port has not told of yet. */
  isDefined (id) {
    return id >= NESTED || this.#defined[id] !== undefined
  }

  /** The number of a task, if the pool's owner has given it one. */
  idOf (key) {
    const id = this.#defined.findIndex((task) => task !== undefined && keyOf(task) === key)
    return id < 0 ? undefined : id
  }

  /** Whether a file that listens to messages has been asked and has not answered: such files take one job at a time. */
  get isAsking () {
    return this.#messageStyle.isAsking
  }

  /** The handler, if the task is loaded. */
  handler (id) {
    return id < NESTED ? this.#handlers[id] : this.#nestedHandlers[id - NESTED]
  }

  /** Loads a task; what goes wrong becomes a handler that throws it, so that each job learns of it. */
  async load (id) {
    const task = id < NESTED ? this.#defined[id] : taskOf(this.keyOf(id - NESTED))
    let handler
    try {
      handler = await this.#find(task)
    } catch (error) {
      handler = () => { throw error }
    }
    if (id < NESTED) this.#handlers[id] = handler
    else this.#nestedHandlers[id - NESTED] = handler
    return handler
  }

  async #find ({ url, name, source }) {
    if (source !== undefined) return require('./compile.js').compileFunction(source)
    const exports = await this.#file(url)
    const candidate = await pick(exports, name)
    if (typeof candidate === 'function') return candidate
    if (name !== undefined) {
      throw codedError(TypeError, 'ERR_OXPOOL_NO_TASK', `The worker file ${url} exports no function \`${name}\`; ${nameExports(exports)}`)
    }
    if (this.#messageStyle.isListenedTo(url)) return (data) => this.#messageStyle.ask(url, data)
    throw workerFileError(url, `exports no function by default, and listens to no messages; by name ${nameExports(exports)}`)
  }

  #file (url) {
    let file = this.#files.get(url)
    if (file === undefined) {
      this.#messageStyle.expect(url)
      file = loadFile(url).catch((error) => { throw workerFileError(url, `can't be loaded: ${error?.message ?? error}`, error) })
      this.#files.set(url, file)
    }
    return file
  }
}

function keyOf ({ url, name }) {
  return name === undefined ? url : `${url}\n${name}`
}

function taskOf (key) {
  const [url, name] = key.split('\n')
  return { url, name }
}

/** What could have been meant. */
function nameExports (exports) {
  const names = Object.keys(Object(exports)).filter((name) => name !== 'default' && typeof exports[name] === 'function')
  return `it exports ${names.length === 0 ? 'none' : names.join(', ')}`
}

/** An export that is a promise is awaited: that is how a file initialises asynchronously. */
async function pick (exports, name) {
  // A CommonJS file's exports may be one promise of everything.
  const whole = types.isPromise(exports) ? await exports : exports
  if (name === undefined) return typeof whole === 'function' ? whole : unwrapDefault(whole)
  return ownOf(whole, name) ?? ownOf(await unwrapDefault(whole), name)
}

/** Every function inherits `constructor`, which is nothing that a file exports. */
function ownOf (exports, name) {
  return Object.hasOwn(Object(exports), name) ? exports[name] : undefined
}

async function unwrapDefault (exports) {
  const value = await exports?.default
  // A CommonJS file that was compiled from a module and then imported has its default one level down.
  return typeof value === 'object' && value !== null && 'default' in value ? value.default : value
}

module.exports = { Tasks }
