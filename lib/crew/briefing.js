// Keeps what the threads of a crew must know: tasks by number, and SharedArrayBuffers by id. Live threads are told of
// each change, and a new thread gets everything when it starts.
'use strict'

class Briefing {
  #tell
  /** @type {Map<string, number>} */
  #taskIds = new Map()
  #tasks = []
  /** @type {Map<number, WeakRef<SharedArrayBuffer>>} */
  #shared = new Map()

  /** @param {(message: any) => void} tell posts a message to every thread */
  constructor (tell) {
    this.#tell = tell
  }

  /** The number by which jobs name a task. The threads are told of it before any job uses it. */
  taskId (task) {
    let id = this.#taskIds.get(task.key)
    if (id === undefined) {
      id = this.#tasks.length
      this.#taskIds.set(task.key, id)
      const { native, url, name, source, given } = task
      this.#tasks.push({ native, url, name, source, given })
      this.#tell({ type: 'task', id, task: this.#tasks[id] })
    }
    return id
  }

  /** The task with this number. */
  task (id) {
    return this.#tasks[id]
  }

  share (id, buffer) {
    if (this.#shared.has(id)) return
    this.#shared.set(id, new WeakRef(buffer))
    this.#tell({ type: 'share', id, buffer })
  }

  unshare (id) {
    if (this.#shared.delete(id)) this.#tell({ type: 'unshare', id })
  }

  /** What a new thread is told when it starts. */
  get start () {
    const shared = []
    for (const [id, reference] of this.#shared) {
      const buffer = reference.deref()
      if (buffer !== undefined) shared.push({ id, buffer })
    }
    return { tasks: this.#tasks, shared }
  }
}

module.exports = { Briefing }
