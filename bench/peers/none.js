// Uses no pool at all, to show what the process itself costs.
'use strict'

module.exports = {
  name: 'no pool',
  version: process.version,
  start: () => ({ run: async (data) => data, hasThreads: false, close: async () => {} })
}
