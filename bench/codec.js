// How long does it take to turn a value into bytes and back, beside V8's serializer and structuredClone?
'use strict'

const v8 = require('node:v8')

const { Decoder } = require('../lib/codec/decoder')
const { Encoder } = require('../lib/codec/encoder')

const ROUND_NS = 20e6
const ROUNDS = 15

const integers = Array.from({ length: 1e6 }, (_, index) => index * 7 % 100003)
let name = 0
const keyed = (count, make) => Object.fromEntries(Array.from({ length: count }, () => [`key${name++ * 7919}`, make()]))
/** A tree in which nearly every object has keys of its own. */
const document = (depth) =>
  keyed(6, () => depth === 0 ? { type: 'string', ...keyed(1, () => 'text') } : document(depth - 1))

const values = {
  'small object': { i: 42, s: 'hello world', a: [1, 2, 3, 4] },
  'nested object': { id: 1, name: 'x', nested: { a: 1, b: [true, null] } },
  '1 KiB string': 'a'.repeat(1024),
  '1 KiB string, not latin1': 'ж'.repeat(512),
  'Float64Array(1024)': new Float64Array(1024),
  '100 objects': Array.from({ length: 100 }, (_, id) => ({ id, name: `name ${id}`, tags: ['a', 'b'] })),
  'Map of 10': new Map(Array.from({ length: 10 }, (_, index) => [`key ${index}`, index])),
  '100 integers': integers.slice(0, 100),
  '1e6 integers': integers,
  '1e6 doubles': integers.map((integer) => integer + 0.5),
  '1e5 short strings': Array.from({ length: 1e5 }, (_, index) => `item ${index}`),
  '2e4 longer strings': Array.from({ length: 2e4 }, (_, index) => `a longer text with the number ${index}`),
  '1000 BigInts above 2^64': Array.from({ length: 1000 }, (_, index) => BigInt(index + 1) << BigInt(64 + index % 200)),
  'document, 1500 shapes': document(4),
  'object of 20 000 keys': keyed(20000, () => 1),
  'array with holes': Object.assign([], { 3: 'a', 7: 'b' }),
  'class instance': new (class Point { x = 1; y = 2 })(),
  'error with a cause': new Error('message', { cause: new TypeError('cause') }),
  'regular expression (V8)': /a(b)/g
}

const encoder = new Encoder({ idOf: () => -1, get: () => new SharedArrayBuffer(0) })
const decoder = new Decoder(encoder.shared)
let attached = null
let bytes = 0

const codec = (value) => {
  encoder.position = 0
  const kind = encoder.write(value)
  if (attached !== encoder.bytes) {
    attached = encoder.bytes
    decoder.attach(attached.buffer)
  }
  bytes = encoder.position
  return decoder.read(kind, 0, bytes)
}

const encode = (value) => {
  encoder.position = 0
  encoder.write(value)
}

const candidates = {
  encode,
  'encode+decode': codec,
  'v8.serialize+deserialize': (value) => v8.deserialize(v8.serialize(value)),
  structuredClone: (value) => structuredClone(value)
}

const run = (candidate, value, times) => {
  const start = process.hrtime.bigint()
  for (let time = 0; time < times; time++) candidate(value)
  return Number(process.hrtime.bigint() - start) / times
}

const median = (candidate, value) => {
  // The first runs warm up, and find how many runs fill a round.
  let times = 1
  while (run(candidate, value, times) * times < ROUND_NS) times *= 2
  const rounds = Array.from({ length: times === 1 ? 7 : ROUNDS }, () => run(candidate, value, times))
  return rounds.sort((a, b) => a - b)[rounds.length >> 1]
}

const cell = (text) => String(text).padStart(26)

console.log('ns, median'.padEnd(26), cell('bytes'), ...Object.keys(candidates).map(cell))
for (const [name, value] of Object.entries(values)) {
  const figures = Object.values(candidates).map((candidate) => Math.round(median(candidate, value)))
  console.log(name.padEnd(26), cell(bytes), ...figures.map(cell))
}
