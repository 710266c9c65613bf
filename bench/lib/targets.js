// Lists what oxpool promises. A target is in the unit that its name says.
//
// A target without a unit is a ratio to the best peer of the same round. For timers, the peer is Node's own timers.
'use strict'

const atLeast = (value) => ({ isMet: (figure) => figure >= value, text: `>= ${value}` })
const below = (value) => ({ isMet: (figure) => figure < value, text: `< ${value}` })
const atMost = (value) => ({ isMet: (figure) => figure <= value, text: `<= ${value}` })

const JOBS_MS = [0.05, 0.2, 1, 5, 50]

module.exports = {
  'echo number': atLeast(20),
  'echo object': atLeast(8),
  'echo string 1 KiB': atLeast(5),
  'echo Float64Array 8 KiB': atLeast(4),
  map: atLeast(10),
  'map beside its loop': atLeast(0.9),
  'CPU number': atMost(0.125),
  'CPU object': atMost(0.125),
  'values, worst: large buffers': atLeast(1.5),
  'values, worst: middle buffers': atLeast(1.5),
  'values, worst: documents': atLeast(1.2),
  'values, worst: long text': atLeast(1),
  'values, worst: moved buffers': atLeast(1),
  'values, worst: other values': atLeast(1),
  'values, worst: CPU': atLeast(1),
  'values, worst: peak': atLeast(1),
  'one at a time p50': atMost(0.5),
  'one at a time p99': atMost(0.5),
  ...Object.fromEntries(JOBS_MS.flatMap((ms) => [
    [`timer p50 beside the best peer's, ms later, jobs of ${ms} ms`, atMost(0.05)],
    [`timer p99 beside the best peer's, jobs of ${ms} ms`, atMost(1)],
    [`jobs/s beside the best peer's, jobs of ${ms} ms`, atLeast(1)]
  ])),
  'idle CPU ms per second': atMost(1),
  'start threads': atMost(1.1),
  'memory per thread': atMost(1.1),
  'start native ms': atMost(2),
  'sorts seconds': atMost(0.95),
  'sorts peak memory': atMost(0.8),
  'native sorts speed-up': atLeast(10),
  'native sort beside rayon, worst': atLeast(0.95),
  'native sum beside rayon': atLeast(0.95),
  'fork and join beside rayon, time': atMost(1.2),
  'passing 1 GiB beside 1 KiB, time': atMost(1.1),
  'timer p50 1 ms': atMost(1),
  'timer p99 1 ms': atMost(1),
  'timer p50 5 ms': atMost(1),
  'timer p99 5 ms': atMost(1),
  'timer p50 20 ms': atMost(1),
  'timer p99 20 ms': atMost(1),
  'timer p50 1 ms, 100k others': atMost(1),
  'timer p99 1 ms, 100k others': atMost(1),
  'timer p50 5 ms, 100k others': atMost(1),
  'timer p99 5 ms, 100k others': atMost(1),
  'timer p50 20 ms, 100k others': atMost(1),
  'timer p99 20 ms, 100k others': atMost(1),
  'timers fired early': atMost(0),
  'timer set + cancel': atMost(1),
  'timer set and cancel at once': atMost(1),
  'timer CPU while pending': atMost(1),
  'timer of 7000 ms, ms late': below(1),
  'interval off phase, ms': atMost(1)
}
