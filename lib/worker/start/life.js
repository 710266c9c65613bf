// A Worker's life: it loads its pool's file, waits for a seat, and takes jobs until told to leave.
'use strict'

// The user's file may replace the global.
const process = require('node:process')
const { parentPort } = require('node:worker_threads')
const { Control } = require('../control.js')
const { Loop } = require('../loop.js')
const { Tasks } = require('../file/tasks.js')

/**
 * @param {any} start what the pool has told: see `ScriptCrew`
 * @param {import('./own-files.js').OwnFiles} files
 */
async function live (start, files) {
  const tasks = new Tasks(parentPort)
  const control = new Control(start, tasks)
  // Until it sits, only this tells the pool that it ends, should the pool's event loop be blocked.
  const tellEnd = () => control.tell({ type: 'ended' })
  process.once('exit', tellEnd)
  if (start.preload >= 0) await tasks.load(start.preload)
  control.tell({ type: 'ready' })
  const seat = await control.seated()
  process.removeListener('exit', tellEnd)
  new Loop({ ...start, seat }, control, tasks, () => files.give((prepared) => control.tell({ type: 'files', prepared }))).enter()
}

module.exports = { live }
