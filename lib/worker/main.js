// What every Worker of a pool runs first: it learns what it is for, loads the pool's file, waits for a seat, and takes
// jobs until told to leave.
'use strict'

// The user's file may replace the global.
const process = require('node:process')
const { parentPort, receiveMessageOnPort } = require('node:worker_threads')
const { Control } = require('./control.js')
const { Loop } = require('./loop.js')
const { Tasks } = require('./tasks.js')

// The pool's first message was posted before this thread began, so it is here, and the user's file never sees it.
const start = receiveMessageOnPort(parentPort).message
const tasks = new Tasks(parentPort)
const control = new Control(start, tasks)

// Until it sits, only this tells the pool that it ends, should the pool's event loop be blocked.
const tellEnd = () => control.tell({ type: 'ended' })

async function main () {
  process.once('exit', tellEnd)
  if (start.preload >= 0) await tasks.load(start.preload)
  control.tell({ type: 'ready' })
  const seat = await control.seated()
  process.removeListener('exit', tellEnd)
  new Loop({ ...start, seat }, control, tasks).enter()
}

main()
