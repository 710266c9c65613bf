// Keeps the globals that this package's files use, as they are when the thread starts.
//
// A name that is missing here still works, as long as the user's file leaves that global alone. `globals.spec.js` among
// the tests deletes every global.
'use strict'

const NAMES = [
  'AbortController', 'AbortSignal', 'AggregateError', 'Array', 'ArrayBuffer', 'BigInt', 'BigInt64Array',
  'BigUint64Array', 'Boolean', 'Buffer', 'DOMException', 'DataView', 'Date', 'Error', 'EvalError',
  'FinalizationRegistry', 'Float32Array', 'Float64Array', 'Function', 'Int16Array', 'Int32Array', 'Int8Array', 'Map',
  'Number', 'Object', 'Promise', 'RangeError', 'ReferenceError', 'RegExp', 'Set', 'SharedArrayBuffer', 'String',
  'Symbol', 'SyntaxError', 'TypeError', 'URIError', 'URL', 'Uint16Array', 'Uint32Array', 'Uint8Array',
  'Uint8ClampedArray', 'WeakMap', 'WeakRef', 'WeakSet', 'globalThis', 'process', 'structuredClone'
]
/** These only hold functions. A copy of each is kept, since the user's file may replace its functions too. */
const NAMESPACES = ['Atomics', 'JSON', 'Math', 'Reflect']

const kept = Object.create(null)
for (const name of NAMES) kept[name] = globalThis[name]
for (const name of NAMESPACES) kept[name] = Object.create(null, Object.getOwnPropertyDescriptors(globalThis[name]))

module.exports = Object.freeze(kept)
