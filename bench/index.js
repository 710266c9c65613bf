// Asks every question in one run, for `npm run bench`.
'use strict'

const { runBenches } = require('./lib/program')

runBenches({
  echo: () => require('./echo'),
  values: () => require('./values'),
  map: () => require('./map'),
  signal: () => require('./signal'),
  priorities: () => require('./priorities'),
  aborts: () => require('./aborts'),
  'one-at-a-time': () => require('./one-at-a-time'),
  nested: () => require('./nested'),
  responsive: () => require('./responsive'),
  idle: () => require('./idle'),
  startup: () => require('./startup'),
  sorts: () => require('./sorts'),
  native: () => require('./native'),
  timers: () => require('./timers')
})
