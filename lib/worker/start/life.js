// Runs a Worker's life: it loads the pool's file, waits for a seat, and takes jobs until it is told to leave.
'use strict'

const { parentPort } = require('node:worker_threads')
const { Control } = require('../control.js')
const { leave } = require('../leave.js')
const { Loop } = require('../loop.js')
const { Prints } = require('../prints.js')
const { Tasks } = require('../file/tasks.js')

/**
 * @param {any} start what the pool has told this thread: see `ScriptCrew`
 * @param {() => void} onSeated called when the native side knows of this thread
 */
async function live (start, onSeated) {
  const prints = new Prints(start.prints)
  const tasks = new Tasks(parentPort, start.nested.label)
  const control = new Control(start, tasks)
  if (start.preload >= 0) await tasks.load(start.preload)
  control.tell({ type: 'ready' })
  const seat = await control.seated()
  if (seat < 0) return leave(tasks.loaded, control, start.nested.abortGrace)
  const loop = new Loop({ ...start, seat, prints }, control, tasks)
  onSeated()
  loop.enter()
}

module.exports = { live }
