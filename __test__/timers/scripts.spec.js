// Tests timers with generated scripts that set, cancel and refresh: each timer fires once or was cancelled, none is
// early, and timers fire in the order of their deadlines.
'use strict'

const fc = require('fast-check')
const { setTimeout, cancelTimeout } = require('../../index.js')
const { block, turn } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')
const { Witness } = require('../helpers/witness.js')

const numRuns = process.env.OXPOOL_STRESS ? 10000 : 150
/** How many scripts run side by side. */
const SIDE_BY_SIDE = 5

const delay = fc.oneof(
  fc.constantFrom(0, 0, 1, 2, 3),
  fc.constantFrom(0.25, 0.5, 0.75),
  fc.double({ min: 0, max: 8, noNaN: true })
)
const place = fc.nat(200)

/** An action of a callback or of a turn of the script. */
const { action } = fc.letrec((tie) => ({
  action: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ do: fc.constant('set'), ms: delay, then: fc.constant([]) }),
    fc.record({ do: fc.constant('set'), ms: delay, then: fc.array(tie('action'), { maxLength: 3 }) }),
    fc.record({ do: fc.constant('cancel'), place, isById: fc.boolean() }),
    fc.record({ do: fc.constant('refresh'), place }),
    fc.record({ do: fc.constant('fill'), count: fc.constantFrom(1, 2, 1000, 1022, 1023, 1024, 1025) }),
    fc.record({ do: fc.constant('block'), ms: fc.constantFrom(0.1, 0.5, 2) })
  )
}))

/** What comes between two turns: microtasks only, a turn of the event loop, or some milliseconds. */
const pause = fc.oneof(fc.constant('microtask'), fc.constant('turn'), fc.constantFrom(1, 2.5))
const anyTurn = fc.record({ actions: fc.array(action, { maxLength: 8 }), pause })
const script = fc.array(anyTurn, { minLength: 1, maxLength: 8 })

function act (witness, actions) {
  for (const { do: what, ms, then, place, isById, count } of actions) {
    if (what === 'set') witness.set(ms, () => act(witness, then))
    else if (what === 'fill') fill(count)
    else if (what === 'block') block(ms)
    else if (witness.count === 0) continue
    else if (what === 'cancel') witness.cancel(place % witness.count, isById)
    else if (!isEndless(witness)) witness.refresh(place % witness.count)
  }
}

/**
 * Changes go to the native side in batches of 1024. These changes fill a batch, so that the next changes are the last
 * ones of that batch or the first ones of another.
 */
function fill (count) {
  const timers = Array.from({ length: count }, () => setTimeout(() => {}, 1000))
  timers.forEach(cancelTimeout)
}

/** Limits the refreshes, since a timer that refreshes itself would go on for ever. */
const isEndless = (witness) => witness.refreshes++ > 50

async function faultsOf (turns) {
  const witness = Object.assign(new Witness(), { refreshes: 0 })
  for (const { actions, pause } of turns) {
    act(witness, actions)
    if (pause === 'turn') await turn()
    else if (pause === 'microtask') await null
    else await new Promise((resolve) => globalThis.setTimeout(resolve, pause))
  }
  return await witness.faults()
}

inBothThreads(__filename, {
  'no script of sets, cancels and refreshes breaks a promise': async () => {
    await fc.assert(fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: SIDE_BY_SIDE }), async (scripts) => {
      const faults = await Promise.all(scripts.map(faultsOf))
      if (faults.flat().length > 0) throw new Error(faults.flat().join('\n'))
    }), { numRuns })
  }
})
