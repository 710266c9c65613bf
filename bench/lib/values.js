// Makes the values that people send to threads, from a small object to a large buffer.
//
// Each value has a group, whose target is in targets.js. Where a clone differs from its original by intention,
// `plain` makes of both what must be equal: an instance becomes a plain object, and a Buffer becomes a Uint8Array.
'use strict'

const { times, requestBody, rows, syntaxTree, lockFile } = require('./documents')
const { randomBits } = require('./random')

const KIB = 1024
const MIB = 1024 * KIB

function bytes (length) {
  const bits = randomBits(length)
  const buffer = Buffer.allocUnsafe(length)
  for (let at = 0; at + 4 <= length; at += 4) buffer.writeUInt32LE(bits(), at)
  return buffer
}

const buffer = (length) => ({
  group: length >= MIB ? 'large buffers' : length >= 16 * KIB ? 'middle buffers' : 'other values',
  make: () => bytes(length),
  plain: (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
})

const doubles = (count) => {
  const bits = randomBits(count)
  return times(count, () => bits() / 3)
}

const floats = (length) => ({ group: 'large buffers', make: () => Float64Array.from(doubles(length / 8)) })

// A string that is made by `repeat()` or `+` is flattened when it is first read. The comparison does that here.
const text = (characters, count) => characters.repeat(Math.ceil(count / characters.length)).slice(0, count)
const longText = (characters, count) => ({ group: 'long text', make: () => text(characters, count) })

const other = (make, plain) => ({ group: 'other values', make, plain })
const document = (make, plain) => ({ group: 'documents', make, plain })

class Account {
  constructor (id, owner, balance) {
    this.id = id
    this.owner = owner
    this.balance = balance
  }
}

function bigInts (count) {
  const bits = randomBits(count)
  return times(count, () => times(3, () => BigInt(bits())).reduce((big, part) => (big << 32n) | part, 1n))
}

function withHoles (count) {
  const array = rows(count)
  for (let index = 0; index < count; index += 3) delete array[index]
  return array
}

const LATIN1 = 'Ein Text in latin1, wie er überall vorkommt. '
const TWO_BYTE = 'Обычный текст, в котором нет latin1. '

const values = {
  'small object': other(() => ({ i: 7, s: 'hello world', a: [1, 2, 3, 4] })),
  'text 1 KiB latin1': other(() => text(LATIN1, KIB)),
  'text 1 KiB two-byte': other(() => text(TWO_BYTE, KIB / 2)),
  'request body 0.6 KB': document(requestBody),
  '100 rows': document(() => rows(100)),
  '10 000 rows': document(() => rows(10000)),
  'AST of 5000 nodes': document(() => syntaxTree(5000)),
  'lock file 160 KB': document(lockFile),
  'object of 20 000 keys': document(() => Object.fromEntries(times(20000, (id) => [`key-${id * 7}`, id]))),
  '100 000 doubles': other(() => doubles(100000)),
  'text 5 MB latin1': longText(LATIN1, 5e6),
  'text 1 M two-byte': longText(TWO_BYTE, 1e6),
  '100 000 short strings': other(() => times(100000, (id) => `item ${id}`)),
  'Buffer 1 KiB': buffer(KIB),
  'Buffer 16 KiB': buffer(16 * KIB),
  'Buffer 64 KiB': buffer(64 * KIB),
  'Buffer 256 KiB': buffer(256 * KIB),
  'Buffer 1 MiB': buffer(MIB),
  'Buffer 10 MiB': buffer(10 * MIB),
  'Float64Array 1 MiB': floats(MIB),
  'Float64Array 10 MiB': floats(10 * MIB),
  '1000 BigInts': document(() => bigInts(1000)),
  'Map of 10 000': other(() => new Map(times(10000, (id) => [`key-${id}`, id]))),
  'Set of 10 000': other(() => new Set(times(10000, (id) => `key-${id}`))),
  'array with holes': other(() => withHoles(1000)),
  '1000 Dates': other(() => doubles(1000).map((number) => new Date(Math.round(number * 1000)))),
  '1000 class instances': other(
    () => rows(1000).map(({ id, name, score }) => new Account(id, name, score)),
    (accounts) => accounts.map((account) => ({ ...account }))
  ),
  'error with a cause': document(() => new RangeError('cannot read it', { cause: new TypeError('not a number') })),
  // Each loop has a buffer of its own, which is away while its job runs.
  '1 MiB moved': { group: 'moved buffers', make: () => new Uint8Array(bytes(MIB)), isMoved: true }
}

const directionsOf = (name) => values[name].isMoved ? ['echo'] : ['echo', 'sink', 'source']

/** Chooses the values whose names have one of these parts. */
function valuesNamed (parts = ['']) {
  const unknown = parts.find((part) => !Object.keys(values).some((name) => name.includes(part)))
  if (unknown) throw new RangeError(`--values has '${unknown}', which is in none of: ${Object.keys(values).join(', ')}`)
  return Object.keys(values).filter((name) => parts.some((part) => name.includes(part)))
}

module.exports = { values, valuesNamed, directionsOf }
