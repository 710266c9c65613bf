// The types of `oxpool/timers/promises`, written by hand.

import { AbortSignalLike } from '../../index.js'

/** The options of a wait. */
export interface WaitOptions {
  /**
   * Ends the wait: it rejects with an `AbortError` (`code: 'ABORT_ERR'`) whose `cause` is the signal's reason.
   *
   * @default none
   */
  signal?: AbortSignalLike | undefined
  /**
   * Whether the process stays alive for the wait.
   *
   * @default true
   */
  ref?: boolean | undefined
}

/**
 * Waits.
 *
 * @param ms milliseconds, with fractions, up to 2^53 - 1; negative numbers and NaN are 0, and so is the default
 * @param value what the promise resolves to
 * @returns resolves no earlier than after `ms`; rejects with `ABORT_ERR` when the signal is aborted, and with
 * `ERR_OXPOOL_OPTION` for a mistake in the arguments
 */
export function setTimeout<T = void> (ms?: number, value?: T, options?: WaitOptions): Promise<T>

/**
 * Gives `value` every `ms` milliseconds. The interval begins with the first `next()`. Ticks that come while the
 * consumer is busy are kept, and each is given later. Ticks that a blocked event loop has missed are merged into one.
 * When the signal is aborted, the ticks that came before are still given, and then the next step rejects with
 * `ABORT_ERR`.
 *
 * @param ms milliseconds, with fractions, up to 2^53 - 1; negative numbers and NaN are 0, and so is the default
 * @param value what each step gives
 * @throws `ERR_OXPOOL_OPTION` for a mistake in the arguments, at once
 */
export function setInterval<T = void> (ms?: number, value?: T, options?: WaitOptions): AsyncGenerator<T, void, void>

export const scheduler: {
  /**
   * Waits, as `setTimeout(ms, undefined, options)` does.
   *
   * @param ms as for `setTimeout`
   */
  wait (ms?: number, options?: WaitOptions): Promise<void>
}
