// Shows how many tasks are done: on a terminal as a bar that is redrawn, elsewhere as a line after each tenth.
'use strict'

const { stdout } = process

const REDRAW_MS = 50

class Progress {
  #name
  #total
  #done = 0
  #start = performance.now()
  #drawn = -Infinity

  constructor (name, total) {
    this.#name = name
    this.#total = total
    if (stdout.isTTY) this.#draw()
  }

  /** Call this when another task is done. */
  advance () {
    this.#done += 1
    if (stdout.isTTY) {
      if (performance.now() - this.#drawn >= REDRAW_MS) this.#draw()
    } else if (this.#done % Math.ceil(this.#total / 10) === 0 || this.#done === this.#total) {
      console.log(`${this.#name}: ${this.#done} of ${this.#total}, ${this.#elapsed()}`)
    }
  }

  end () {
    if (!stdout.isTTY) return
    this.#draw()
    stdout.write('\n')
  }

  #draw () {
    this.#drawn = performance.now()
    const left = `${this.#name.padEnd(24)} `
    const right = ` ${this.#done}/${this.#total}  ${this.#elapsed()}`
    const width = Math.min((stdout.columns ?? 80) - left.length - right.length - 1, 60)
    const filled = Math.round(Math.max(width, 0) * this.#done / this.#total)
    const bar = '█'.repeat(filled) + '░'.repeat(Math.max(width, 0) - filled)
    // The spaces cover the end of a longer line before. The line is cut, so it never wraps.
    stdout.write(`\r${(left + bar + right + '  ').slice(0, (stdout.columns ?? 80) - 1)}`)
  }

  #elapsed () {
    return `${((performance.now() - this.#start) / 1000).toFixed(1)} s`
  }
}

module.exports = { Progress }
