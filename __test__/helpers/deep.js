// Makes values that are nested deeply, and measures how deeply a value is nested, without recursion.
'use strict'

const { types } = require('node:util')

class Level {
  constructor (inner) {
    this.inner = inner
  }
}

/** How one level of each kind is put around a value, and taken off again. */
const kinds = {
  arrays: [(inner) => [inner], ([inner]) => inner],
  objects: [(inner) => ({ inner }), ({ inner }) => inner],
  tables: [(inner) => ({ ...manyKeys, inner }), ({ inner }) => inner],
  maps: [(inner) => new Map([['inner', inner]]), (map) => map.get('inner')],
  sets: [(inner) => new Set([inner]), ([inner]) => inner],
  // These are not written in the pool's own format, so a port carries them.
  instances: [(inner) => new Level(inner), ({ inner }) => inner]
}

const manyKeys = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`key ${index}`, index]))

/** A value with this many levels of a kind around a date. */
function nest (kind, depth) {
  const [wrap] = kinds[kind]
  let value = new Date(0)
  for (let level = 0; level < depth; level++) value = wrap(value)
  return value
}

/** How many levels of a kind are around the date, or NaN if there is something else in between. */
function depthOf (kind, value) {
  const [, unwrap] = kinds[kind]
  for (let depth = 0; ; depth++) {
    if (types.isDate(value)) return value.getTime() === 0 ? depth : NaN
    if (typeof value !== 'object' || value === null) return NaN
    value = unwrap(value)
  }
}

module.exports = { kinds, nest, depthOf }
