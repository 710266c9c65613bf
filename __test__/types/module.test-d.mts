// The same names for a program that imports the package, and all of them as its default.
import oxpool, { WorkerPool, move, runWorker, transferableSymbol, valueSymbol, type JobContext } from 'oxpool'

export const pool: WorkerPool<number, string> = new oxpool.WorkerPool<number, string>('./worker.mjs')
export const same: [typeof move, typeof runWorker] = [oxpool.move, oxpool.runWorker]
export const symbols: [typeof transferableSymbol, typeof valueSymbol] = [oxpool.transferableSymbol, oxpool.valueSymbol]
export default (data: number, { jobId }: JobContext) => data + jobId

// @ts-expect-error nothing else is exported
export { Scheduler } from 'oxpool'
