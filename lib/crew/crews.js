// Chooses the crew of a pool: plain threads while the pool runs only native tasks, Workers from its first script on.
//
// The room `lib/crew/` keeps a pool's threads: who they are and how many there are, and how they are started, told what
// they must know, and replaced. It may use the rooms home and job and the ground files, and of `lib/worker/`
// only the path of the file that a Worker starts with.
'use strict'

const { NativeCrew } = require('./native-crew.js')

class Crews {
  /** The crew that takes jobs. @type {import('./script-crew.js').ScriptCrew | NativeCrew} */
  current
  /**
   * Settles when the Workers have taken over from the plain threads. `undefined` if no such change is under way.
   *
   * @type {Promise<void> | undefined}
   */
  replacing
  /** The plain threads that the Workers replace, which may still be leaving. @type {NativeCrew | undefined} */
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

  /** The crew that runs a task. Plain threads can't run a script: the first script makes Workers take over. */
  for (task) {
    if (task.native === undefined && this.current instanceof NativeCrew) this.#replace(this.current)
    return this.current
  }

  /** The crews that may have jobs. */
  get all () {
    return this.#leaving === undefined ? [this.current] : [this.#leaving, this.current]
  }

  /**
   * Resolves when the last thread has left. `beforeLast` is called before the current crew ends: its counts can still
   * be read then, and already include those of the plain threads that it has replaced.
   */
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
    const closed = plain.close()
    // Without a plain thread that must leave first, the Workers start now, in the call that needs them.
    if (plain.handle < 0) return scripts.staff.startLate()
    this.replacing = closed
      .then(() => scripts.staff.startLate())
      .catch((error) => scripts.giveUp(error))
      .then(() => { this.replacing = undefined })
  }
}

module.exports = { Crews }
