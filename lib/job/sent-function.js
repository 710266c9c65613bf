// Functions that are sent to the threads as their source: which can be, and what is sent of them.
'use strict'

const { types } = require('node:util')
const vm = require('node:vm')
const { codedError, optionError } = require('../errors.js')

/** Source of what takes the one function out of an object. */
const ONLY_FUNCTION = '(object) => { const { value, get, set } = Object.getOwnPropertyDescriptor(object, Reflect.ownKeys(object)[0]); return value ?? get ?? set }'
const NATIVE_CODE = /\{\s*\[native code\]\s*\}\s*$/

/** @type {WeakMap<Function, import('./task.js').Task>} */
const known = new WeakMap()

/** The task that a function is: the same one each time. */
function taskOfFunction (fn) {
  let task = known.get(fn)
  if (task === undefined) {
    const source = expressionOf(fn)
    task = { source, key: `function\n${source}` }
    known.set(fn, task)
  }
  return task
}

/** An expression that gives the function, with nothing around it. */
function expressionOf (fn) {
  if (typeof fn !== 'function') throw optionError(TypeError, 'fn', 'a function', fn)
  const source = Function.prototype.toString.call(fn)
  if (NATIVE_CODE.test(source)) refuse(fn, 'it is native or bound, and has no source')
  if (types.isGeneratorFunction(fn)) refuse(fn, 'it is a generator, which has no one result')
  if (Object.getOwnPropertyDescriptor(fn, 'prototype')?.writable === false) refuse(fn, 'it is a class, which can\'t be called')
  const whole = `(${source}\n)`
  if (isExpression(whole)) return whole
  // A method says neither `function` nor `=>`, nor does what gets or sets a property: they stand in an object.
  const inObject = `({ ${source}\n})`
  if (isExpression(inObject)) return `(${ONLY_FUNCTION})${inObject}`
  refuse(fn, 'its source means nothing outside its class or object')
}

/** Whether it could be evaluated. Nothing is. */
function isExpression (source) {
  try {
    return new vm.Script(source) !== undefined
  } catch {
    return false
  }
}

function refuse (fn, reason) {
  throw codedError(TypeError, 'ERR_OXPOOL_OPTION', `\`fn\` must be a function whose source can be sent to a thread, but \`${fn.name || 'fn'}\` can't: ${reason}`)
}

module.exports = { taskOfFunction }
