// Offers the timers as promises, for `require('oxpool/timers/promises')`.
'use strict'

const { promisify } = require('node:util')
const { abortError } = require('../errors.js')
const { readOptions, boolean, abortSignal } = require('../options/options.js')
const timers = require('./timers.js')

const WAIT_ABORTED = 'The wait was aborted'
const RULES = { signal: abortSignal, ref: boolean }

/**
 * Resolves to `value` after `ms` milliseconds. If the signal is aborted before that, the timer is cancelled and the
 * promise rejects with an AbortError.
 *
 * @template T
 * @param {number} [ms]
 * @param {T} [value]
 * @param {{ signal?: AbortSignal, ref?: boolean }} [options]
 * @returns {Promise<T | undefined>}
 */
async function setTimeout (ms = 0, value, options) {
  timers.checkDelay(ms)
  const { signal, ref = true } = readOptions(options, RULES, 'the options of setTimeout')
  throwIfAborted(signal)
  let onAbort
  try {
    return await new Promise((resolve, reject) => {
      const timeout = timers.setTimeout(resolve, ms, value)
      if (!ref) timeout.unref()
      onAbort = () => {
        timeout.close()
        reject(abortError(signal.reason, WAIT_ABORTED))
      }
      signal?.addEventListener('abort', onAbort)
    })
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

/**
 * Returns an async iterator that gives `value` every `ms` milliseconds, starting with its first `next()`. Ticks that
 * come while the consumer is busy are kept for it. The iterator rejects with an AbortError when the signal is aborted.
 *
 * @template T
 * @param {number} [ms]
 * @param {T} [value]
 * @param {{ signal?: AbortSignal, ref?: boolean }} [options]
 * @returns {AsyncGenerator<T | undefined, void, void>}
 */
function setInterval (ms = 0, value, options) {
  timers.checkDelay(ms)
  const { signal, ref = true } = readOptions(options, RULES, 'the options of setInterval')
  return everyTick(ms, value, signal, ref)
}

async function * everyTick (ms, value, signal, ref) {
  throwIfAborted(signal)
  let ticks = 0
  let wake = () => {}
  const interval = timers.setInterval(() => {
    ticks += 1
    wake()
  }, ms)
  if (!ref) interval.unref()
  const onAbort = () => {
    interval.close()
    wake()
  }
  signal?.addEventListener('abort', onAbort)
  try {
    for (;;) {
      if (ticks === 0 && !signal?.aborted) await new Promise((resolve) => { wake = resolve })
      for (; ticks > 0; ticks -= 1) yield value
      throwIfAborted(signal)
    }
  } finally {
    interval.close()
    signal?.removeEventListener('abort', onAbort)
  }
}

function throwIfAborted (signal) {
  if (signal?.aborted) throw abortError(signal.reason, WAIT_ABORTED)
}

const scheduler = Object.freeze({
  /**
   * Resolves after `ms` milliseconds.
   *
   * @param {number} [ms]
   * @param {{ signal?: AbortSignal, ref?: boolean }} [options]
   * @returns {Promise<void>}
   */
  wait: (ms, options) => setTimeout(ms, undefined, options)
})

// This can't be in `timers.js`: that file would have to import this one, which imports it.
Object.defineProperty(timers.setTimeout, promisify.custom, { __proto__: null, enumerable: true, value: setTimeout })

module.exports = { setTimeout, setInterval, scheduler }
