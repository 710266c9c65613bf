// Makes a view of the kind that a number stands for.
'use strict'

const { VIEW_KINDS } = require('./tags.js')

const constructors = VIEW_KINDS.map((name) => /** @type {any} */ (globalThis)[name])

/**
 * @param {number} kind
 * @param {ArrayBufferLike} buffer
 * @param {number} offset
 * @param {number} length
 * @returns {ArrayBufferView}
 */
const makeView = (kind, buffer, offset, length) => new constructors[kind](buffer, offset, length)

module.exports = { makeView }
