// Lists the rooms of the JavaScript side, and checks that imports point down the list. It is part of `npm run lint`.
'use strict'

/** The rooms from the top to the ground. A room may import from itself and from the rooms below it. */
const ROOMS = [
  ['public names', '^index\\.js$'],
  ['pool', '^lib/worker-pool\\.js$'],
  ['crew', '^lib/crew/'],
  ['worker/start', '^lib/worker/start/'],
  ['worker', '^lib/worker/[^/]+$'],
  ['worker/nested', '^lib/worker/nested/'],
  ['worker/file', '^lib/worker/file/'],
  ['watch', '^lib/watch/'],
  ['home', '^lib/home/'],
  ['job', '^lib/job/'],
  ['native', '^lib/native/'],
  ['timers', '^lib/timers/'],
  ['options', '^lib/options/'],
  ['codec', '^lib/codec/'],
  ['ground', '^lib/(?!worker-pool)[^/]+\\.js$']
]

/** A rule for each room but the first: the room imports none of the rooms above it. */
const downwards = ROOMS.slice(1).map(([room, path], index) => ({
  name: `${room}-imports-only-downwards`,
  severity: 'error',
  from: { path },
  to: { path: ROOMS.slice(0, index + 1).map(([, path]) => path) }
}))

module.exports = {
  forbidden: [
    ...downwards,
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'every-file-has-a-room', severity: 'error', from: { pathNot: ROOMS.map(([, path]) => path) }, to: {} },
    { name: 'every-import-is-found', severity: 'error', from: {}, to: { couldNotResolve: true } }
  ],
  options: {
    exclude: { path: ['\\.node$', '^node:', '^lib/bundle\\.js$'] },
    doNotFollow: { path: ['node_modules', '^lib/binding\\.js$'] }
  }
}
