// Which threads a pool has: plain ones as long as it runs native tasks only, Workers from the first script on.
'use strict'

const { NativeCrew } = require('./native-crew.js')

class Crews {
  /** The crew that takes jobs. @type {import('./script-crew.js').ScriptCrew | NativeCrew} */
  current
  /** Settles when the Workers have taken over from plain threads; `undefined` when nothing is under way. @type {Promise<void> | undefined} */
  replacing
  /** Native threads that are still leaving after Workers took over. @type {NativeCrew | undefined} */
  #leaving
  #makeScriptCrew

  /**
   * @param {import('./script-crew.js').ScriptCrew | NativeCrew} first
   * @param {() => import('./script-crew.js').ScriptCrew} makeScriptCrew
   */
  constructor (first, makeScriptCrew) {
    this.current = first
    this.#makeScriptCrew = makeScriptCrew
  }

  /** The crew that runs a task. Plain threads can't run a script: the first one has Workers take over. */
  for (task) {
    if (task.native === undefined && this.current instanceof NativeCrew) this.#replace(this.current)
    return this.current
  }

  /** How many jobs no thread has taken. */
  get queued () {
    return this.current.queued + (this.#leaving?.queued ?? 0)
  }

  /** Resolves when the last thread has left. Plain threads go first, while the Workers' counts can still be read. */
  async close (beforeLast) {
    await this.#leaving?.close()
    beforeLast()
    await this.current.close()
  }

  /** Ends every thread. */
  destroy () {
    this.#leaving?.destroy()
    return this.current.destroy()
  }

  #replace (plain) {
    const scripts = this.#makeScriptCrew()
    plain.successor = scripts
    this.#leaving = plain
    this.current = scripts
    this.replacing = plain.close()
      .then(() => scripts.start())
      .catch((error) => scripts.giveUp(error))
      .then(() => { this.replacing = undefined })
  }
}

module.exports = { Crews }
