/** What a wait can be told. */
export interface WaitOptions {
  /**
   * Ends the wait with an `AbortError` whose `cause` is the signal's reason.
   *
   * @default none
   */
  signal?: AbortSignal | undefined
  /**
   * Whether the process stays alive for it.
   *
   * @default true
   */
  ref?: boolean | undefined
}

/**
 * Waits.
 *
 * @param ms milliseconds, with fractions, up to 2^53 - 1; negative and NaN are 0, and so is the default
 * @param value what the promise resolves to
 * @returns resolves no earlier than after `ms`; rejects with `ABORT_ERR` when the signal is aborted, and with `ERR_OXPOOL_OPTION` for
 * bad arguments
 */
export function setTimeout<T = void> (ms?: number, value?: T, options?: WaitOptions): Promise<T>

/**
 * Gives `value` every `ms` milliseconds, from the first `next()` on. Ticks that come while the consumer is busy are kept for it, but those that a
 * blocked event loop has missed are one.
 *
 * @param ms milliseconds, with fractions, up to 2^53 - 1; negative and NaN are 0, and so is the default
 * @param value what each step gives
 * @throws `ERR_OXPOOL_OPTION` for bad arguments, at once
 */
export function setInterval<T = void> (ms?: number, value?: T, options?: WaitOptions): AsyncGenerator<T, void, void>

export const scheduler: {
  /**
   * Waits.
   *
   * @param ms as for `setTimeout`
   */
  wait (ms?: number, options?: WaitOptions): Promise<void>
}
