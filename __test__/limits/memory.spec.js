// Tests that a job for which there is no memory fails alone: the process, the thread and other jobs go on.
'use strict'

const { atLimit } = require('../helpers/limited.js')

const REFUSED = { largest: 'ERR_OXPOOL_SYSTEM: memory', odd: [], small: true, later: true }

const claims = [
  ['a job whose data can\'t be copied rejects', 'data'],
  ['a job whose lazy data can\'t be copied rejects', 'lazy-data'],
  ['a job whose result can\'t be copied rejects', 'results'],
  ['a job whose progress can\'t be copied rejects', 'progress'],
  ['a nested job whose data can\'t be copied rejects', 'nested'],
  ['a native job whose input can\'t be copied rejects', 'inputs'],
  ['a native job whose lazy input can\'t be copied rejects', 'lazy-inputs'],
  ['a sort that gets no memory rejects', 'sort'],
  ['an argsort that gets no memory rejects', 'argsort'],
  ['a product that gets no memory rejects', 'matmul'],
  ['a compression that gets no memory rejects', 'compress'],
  ['a decompression that gets no memory rejects', 'decompress'],
  ['a hash that gets no memory rejects', 'argon2']
]

for (const [claim, scenario] of claims) {
  atLimit(`${claim}, and later jobs run`, 'no-memory.js', scenario, REFUSED)
}
