// Publishes each job on the tracing channel `oxpool:job`, and makes each job an asynchronous resource if async hooks
// are in use.
//
// Most programs use neither, and pay only for two checks a job.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { tracingChannel } = require('node:diagnostics_channel')
const { nameOf } = require('../job/task-name.js')

const { start, end, asyncStart, asyncEnd, error } = tracingChannel('oxpool:job')

const PRIORITIES = ['high', 'normal', 'low']
const RESOURCE = { __proto__: null, requireManualDestroy: true }
/** Node gives a promise this property while async hooks are in use, and only then. */
const ASYNC_ID = Object.getOwnPropertySymbols(makeProbe()).find(isAsyncId) ?? Symbol('none')

function isAsyncId ({ description }) {
  return description === 'async_id_symbol'
}

/** Makes a resource that is over at once, so that no tool takes it for an open handle. */
function makeProbe () {
  return new AsyncResource('oxpool:id', RESOURCE).emitDestroy()
}

/** Whether the channel has subscribers. */
function isHeard () {
  return start.hasSubscribers || asyncEnd.hasSubscribers || error.hasSubscribers ||
    end.hasSubscribers || asyncStart.hasSubscribers
}

/** Whether async hooks are in use. A promise that was made just now shows it. */
function isHooked (promise) {
  return ASYNC_ID in promise
}

/** Makes a job an asynchronous resource, so that it settles in the context of the call. */
function makeResource (job) {
  const resource = new AsyncResource('oxpool:job', RESOURCE)
  job.wrap((settle) => (outcome) => {
    resource.runInAsyncScope(settle, undefined, outcome)
    resource.emitDestroy()
  })
}

/**
 * Publishes a job, from its submission until it has settled.
 *
 * @param {import('../job/job.js').Job} job
 * @param {any} run what the job is for: see `readRun` in `lib/job/submit.js`
 * @param {string | undefined} label the label of its pool
 * @param {() => void} submit never throws: a job that can't be submitted fails instead
 */
function publishJob (job, { task, priority }, label, submit) {
  const context = {
    pool: label,
    // Nothing else in this thread has that number, also not a job of another copy of the package.
    id: makeProbe().asyncId(),
    task: nameOf(task),
    priority: PRIORITIES[priority],
    threadId: undefined,
    waited: undefined,
    ran: undefined
  }
  job.watch((seat, waited, ran) => {
    Object.assign(context, { threadId: job.crew.threadIdOf(seat), waited: known(waited), ran: known(ran) })
  })
  start.runStores(context, () => {
    // Bound here, inside `runStores`: the job must settle with the stores that subscribers have bound to the channel.
    job.wrap((settle, isFailure) => AsyncResource.bind((outcome) => {
      context[isFailure ? 'error' : 'result'] = outcome
      if (isFailure) error.publish(context)
      asyncStart.publish(context)
      settle(outcome)
      asyncEnd.publish(context)
    }, 'oxpool:job'))
    submit()
    end.publish(context)
  })
}

/** A time, or `undefined` if the pool has not measured it. */
function known (ms) {
  return Number.isNaN(ms) ? undefined : ms
}

module.exports = { isHeard, isHooked, makeResource, publishJob }
