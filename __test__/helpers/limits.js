// Sets the system's limits for this process, so that a program meets them for real, and lifts them again.
//
// A shell that was started before runs Linux's `prlimit`: at its limit of threads this process can start nothing.
'use strict'

const { spawn } = require('node:child_process')
const { once } = require('node:events')
const fs = require('node:fs')

class Limits {
  #shell

  constructor () {
    // No limit of threads binds root, so root becomes a user that nobody else is. The shell must be of the same user.
    if (process.getuid() === 0) {
      const nobody = 40000 + process.pid % 20000
      process.setgid(nobody)
      process.setuid(nobody)
    }
    this.#shell = spawn('sh', { stdio: ['pipe', 'pipe', 'inherit'] })
    for (const handle of [this.#shell, this.#shell.stdin, this.#shell.stdout]) handle.unref()
  }

  /** From now on the system refuses this process every new thread. */
  refuseThreads () {
    return this.#set('nproc', 1)
  }

  allowThreads () {
    return this.#set('nproc', 10000)
  }

  /** From now on the process may have only this many file descriptors. */
  setDescriptors (count) {
    return this.#set('nofile', count)
  }

  /** From now on the process may have only this many more bytes of memory. */
  leaveMemory (bytes) {
    const [, kilobytes] = /VmSize:\s+(\d+) kB/.exec(fs.readFileSync('/proc/self/status', 'utf8'))
    return this.#set('as', kilobytes * 1024 + bytes)
  }

  allowMemory () {
    return this.#set('as', 'unlimited')
  }

  async #set (limit, value) {
    this.#shell.stdin.write(`prlimit --pid ${process.pid} --${limit}=${value}: && echo done || echo failed\n`)
    this.#shell.stdout.ref()
    const [said] = await once(this.#shell.stdout, 'data')
    this.#shell.stdout.unref()
    if (String(said).trim() !== 'done') throw new Error(`The limit ${limit} could not be set`)
  }
}

module.exports = { Limits }
