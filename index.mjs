// Exports the same instance under the same names, for `import`.
import oxpool from './index.js'

export const {
  WorkerPool, runWorker, tasks, move, transferableSymbol, valueSymbol,
  setTimeout, cancelTimeout, clearTimeout, setInterval, cancelInterval, clearInterval
} = oxpool
export default oxpool
