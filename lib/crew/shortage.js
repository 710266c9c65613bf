// Looks for what keeps a new thread from starting, where nobody can hear Node's own report of it.
//
// A Worker opens file descriptors: for its event loop, and for the files that it loads. If it gets none, Node tells the
// owner's event loop, which stands still while runSync() blocks.
'use strict'

const { closeSync, openSync } = require('node:fs')
const { devNull } = require('node:os')
const { isRefusal } = require('../errors.js')

/** How many descriptors a Worker has open at a time while it starts, and a few more. */
const NEEDED = 8

/** The error with which the system refuses the descriptors that a thread needs, or `undefined` if there are enough. */
function findShortage () {
  const opened = []
  try {
    while (opened.length < NEEDED) opened.push(openSync(devNull))
  } catch (error) {
    return isRefusal(error) ? error : undefined
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}

module.exports = { findShortage }
