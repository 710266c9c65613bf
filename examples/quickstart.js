// The quick start: runs a hundred tasks that each make and sort a million random numbers, on a pool of eight threads.
//
//     node examples/quickstart.js [--tasks N] [--threads N]
'use strict'

const os = require('node:os')
const path = require('node:path')
const { parseArgs } = require('node:util')
const { WorkerPool } = require('oxpool')
const { Progress } = require('./quickstart/progress.js')
const { NumberSource } = require('./quickstart/number-source.js')
const { formatTable } = require('./quickstart/table.js')

const SORT_WORKER = path.join(__dirname, 'workers', 'sort-worker.js')
const BASELINE_TASKS = 4

/** Runs the given number of tasks, and returns how long they took: from making the pool to the last result. */
async function measure (name, filename, { tasks, threads }, runTask) {
  const progress = new Progress(name, tasks)
  const start = performance.now()
  const pool = new WorkerPool(filename, threads)
  const runs = Array.from({ length: tasks }, async (_, i) => {
    await runTask(pool, i)
    progress.advance()
  })
  await Promise.all(runs)
  const seconds = (performance.now() - start) / 1000
  progress.end()
  await pool.close()
  return { name, tasks, seconds }
}

async function main () {
  const { tasks, threads } = readArguments()
  const inJavaScript = (pool, i) => pool.run(() => ({ i }))
  const few = Math.min(tasks, BASELINE_TASKS)
  const one = await measure('JavaScript, 1 thread', SORT_WORKER, { tasks: few, threads: 1 }, inJavaScript)
  const many = await measure(`JavaScript, ${threads} threads`, SORT_WORKER, { tasks, threads }, inJavaScript)

  // The function is called when a thread is free to take the job, so there are never more arrays than threads.
  const source = new NumberSource()
  const native = await measure(`native:sort, ${threads} threads`, 'native:sort', { tasks, threads }, async (pool) => {
    source.takeBack(await pool.run(() => source.make()))
  })

  console.log(`
${formatTable([one, many, native], one)}

Each time includes starting the threads, making the numbers and sorting them.
The first row has only ${one.tasks} tasks, so the speed-up compares tasks per second.
JavaScript workers make their own numbers. For native:sort, the main thread makes them: that takes
${source.seconds.toFixed(1)} s of the ${native.seconds.toFixed(1)} s.
This machine has ${os.availableParallelism()} cores.`)
}

function readArguments () {
  const { values } = parseArgs({
    options: {
      tasks: { type: 'string', default: '100' },
      threads: { type: 'string', default: '8' }
    }
  })
  const tasks = Number(values.tasks)
  if (!Number.isInteger(tasks) || tasks < 1) {
    throw new RangeError(`--tasks must be a whole number >= 1, but it is ${values.tasks}`)
  }
  return { tasks, threads: Number(values.threads) }
}

main()
