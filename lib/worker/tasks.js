// The tasks that jobs name by number, each loaded when it is first needed, and the handler it comes down to.
'use strict'

const { types } = require('node:util')
const { codedError, workerFileError } = require('../errors.js')
const { compileFunction } = require('./compile.js')
const { loadFile } = require('./load.js')
const { MessageStyle } = require('./message-style.js')

class Tasks {
  /** @type {({ url?: string, name?: string, source?: string } | undefined)[]} */
  #defined = []
  /** Handlers of loaded tasks. @type {((data: any, context: any) => any)[]} */
  #handlers = []
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
    return this.#defined[id] !== undefined
  }

  /** The handler, if the task is loaded. */
  handler (id) {
    return this.#handlers[id]
  }

  /** Loads a task; what goes wrong becomes a handler that throws it, so that each job learns of it. */
  async load (id) {
    const task = this.#defined[id]
    let handler
    try {
      handler = await this.#find(task)
    } catch (error) {
      handler = () => { throw error }
    }
    this.#handlers[id] = handler
    return handler
  }

  async #find ({ url, name, source }) {
    if (source !== undefined) return compileFunction(source)
    const exports = await this.#file(url)
    const candidate = await pick(exports, name)
    if (typeof candidate === 'function') return candidate
    if (name !== undefined) {
      throw codedError(TypeError, 'ERR_OXPOOL_NO_TASK', `The worker file ${url} exports no function \`${name}\``)
    }
    if (this.#messageStyle.isListenedTo(url)) return (data) => this.#messageStyle.ask(url, data)
    throw workerFileError(url, 'exports no function by default, and listens to no messages')
  }

  #file (url) {
    let file = this.#files.get(url)
    if (file === undefined) {
      this.#messageStyle.file = url
      file = loadFile(url).catch((error) => { throw workerFileError(url, `can't be loaded: ${error?.message ?? error}`, error) })
      this.#files.set(url, file)
    }
    return file
  }
}

/** An export that is a promise is awaited: that is how a file initialises asynchronously. */
async function pick (exports, name) {
  // A CommonJS file's exports may be one promise of everything.
  const whole = types.isPromise(exports) ? await exports : exports
  if (name === undefined) return typeof whole === 'function' ? whole : unwrapDefault(whole)
  const named = Object.hasOwn(Object(whole), name) ? whole[name] : (await unwrapDefault(whole))?.[name]
  return named
}

async function unwrapDefault (exports) {
  const value = await exports?.default
  // A CommonJS file that was compiled from a module and then imported has its default one level down.
  return typeof value === 'object' && value !== null && 'default' in value ? value.default : value
}

module.exports = { Tasks }
