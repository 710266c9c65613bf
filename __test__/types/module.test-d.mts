// Tests that a program that imports the package gets the same names, and all of them in the default export too.
import oxpool, {
  WorkerPool, cancelInterval, cancelTimeout, clearInterval, clearTimeout, move, runWorker, setInterval, setTimeout,
  transferableSymbol, valueSymbol, type JobContext, type Timeout
} from 'oxpool'
import { scheduler, setInterval as ticks, setTimeout as wait } from 'oxpool/timers/promises'

export const pool: WorkerPool<number, string> = new oxpool.WorkerPool<number, string>('./worker.mjs')
export const same: [typeof move, typeof runWorker] = [oxpool.move, oxpool.runWorker]
export const symbols: [typeof transferableSymbol, typeof valueSymbol] = [oxpool.transferableSymbol, oxpool.valueSymbol]
export const timers: [typeof setTimeout, typeof setInterval] = [oxpool.setTimeout, oxpool.setInterval]
export const cancels: Array<(timeout: Timeout) => boolean> = [
  cancelTimeout, cancelInterval, clearTimeout, clearInterval, oxpool.clearInterval
]
export const waits: [Promise<number>, AsyncGenerator<number, void, void>, Promise<void>] = [
  wait(5, 1), ticks(5, 1), scheduler.wait(5)
]
export default (data: number, { jobId }: JobContext) => data + jobId

// @ts-expect-error nothing else is exported
export { Scheduler } from 'oxpool'
