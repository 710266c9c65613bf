// What subscribers of the tracing channel `oxpool:job` hear of each job, and the asynchronous resource that a job is for those who look at such.
//
// Most programs have neither, and pay for two looks a job.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { tracingChannel } = require('node:diagnostics_channel')

const { start, end, asyncStart, asyncEnd, error } = tracingChannel('oxpool:job')

const PRIORITIES = ['high', 'normal', 'low']
/** Node gives a promise this property while async hooks are in use, and only then. */
const ASYNC_ID = Object.getOwnPropertySymbols(new AsyncResource('oxpool:job', { requireManualDestroy: true }))
  .find(({ description }) => description === 'async_id_symbol') ?? Symbol('none')

let count = 0

/** Whether somebody listens to the channel. */
function isHeard () {
  return start.hasSubscribers || asyncEnd.hasSubscribers || error.hasSubscribers || end.hasSubscribers || asyncStart.hasSubscribers
}

/** Whether async hooks are in use, as a promise shows that was made just now. */
function isHooked (promise) {
  return ASYNC_ID in promise
}

/** Makes a job an asynchronous resource: it settles in the context of the call. */
function makeResource (job) {
  const resource = new AsyncResource('oxpool:job', { requireManualDestroy: true })
  job.wrap((settle) => (outcome) => {
    resource.runInAsyncScope(settle, undefined, outcome)
    resource.emitDestroy()
  })
}

/**
 * Publishes a job, from its submission on.
 *
 * @param {import('../job/job.js').Job} job
 * @param {any} run what it is for: see `readRun` in `submit.js`
 * @param {string | undefined} label its pool's
 * @param {() => void} submit does not throw: the job fails
 */
function publishJob (job, { task, priority }, label, submit) {
  count += 1
  const context = {
    pool: label,
    id: count,
    task: nameOf(task),
    priority: PRIORITIES[priority],
    threadId: undefined,
    waited: undefined,
    ran: undefined
  }
  job.watch((seat, waited, ran) => Object.assign(context, { threadId: job.crew.threadIdOf(seat), waited, ran }))
  start.runStores(context, () => {
    // Bound in here, where the subscribers' own stores are.
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

/** A task for people. */
function nameOf ({ native, url, name, source }) {
  if (native !== undefined) return `native:${native}`
  if (source !== undefined) return 'exec'
  return name === undefined ? url : `${url}#${name}`
}

module.exports = { isHeard, isHooked, makeResource, publishJob, nameOf }
