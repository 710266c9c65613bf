// A Worker that overwrites shared memory as fast as it can until it is terminated, also with numbers that kernels might
// handle badly.
'use strict'

const { parentPort, workerData: { buffer, start, length } } = require('node:worker_threads')

const bytes = new Uint8Array(buffer, start, length)
const words = new Uint32Array(buffer, start, length / 4)
const floats = new Float64Array(buffer, start, length / 8)
const ODD = [NaN, -0, 0, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, -1]

let state = 1
function random (below) {
  state = Math.imul(state, 1664525) + 1013904223 | 0
  return (state >>> 8) % below
}

const ways = [
  () => { for (let i = 0; i < 500; i += 1) words[random(words.length)] = state },
  () => { for (let i = 0; i < 500; i += 1) floats[random(floats.length)] = ODD[i % ODD.length] },
  () => { for (let i = 0; i < 500; i += 1) bytes[random(length)] ^= 1 << i % 8 },
  () => words.fill(state, random(words.length), random(words.length)),
  () => bytes.copyWithin(random(length), random(length)),
  () => floats.subarray(random(floats.length)).subarray(0, 1000).reverse()
]

function scribble () {
  for (let turn = 0; turn < 100; turn += 1) ways[turn % ways.length]()
  setImmediate(scribble)
}

scribble()
parentPort.postMessage('scribbling')
