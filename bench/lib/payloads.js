// Makes the values of the echo bench, from the smallest value to one that takes mostly copying.
'use strict'

module.exports = {
  number: () => 42,
  object: () => ({ i: 7, s: 'hello world', a: [1, 2, 3, 4] }),
  'string 1 KiB': () => 'oxpool, '.repeat(128),
  'Float64Array 8 KiB': () => Float64Array.from({ length: 1024 }, (_, i) => i / 3)
}
