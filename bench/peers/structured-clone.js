// Uses no thread: clones each value as often as a job would, to show what the values themselves cost.
'use strict'

const clone = async (value) => structuredClone(value)
const move = (view) => structuredClone(view, { transfer: [view.buffer] })

module.exports = {
  name: 'structuredClone',
  version: process.version,
  start (task, threads, { value }) {
    const run = {
      echo: async (data) => structuredClone(structuredClone(data)),
      sink: async (data) => {
        structuredClone(data)
        return 0
      },
      source: () => clone(value)
    }
    return { run: run[task], runMoving: async (view) => move(move(view)), hasThreads: false, close: async () => {} }
  }
}
