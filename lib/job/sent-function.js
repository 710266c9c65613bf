// Turns a function into a task that is sent to the threads as source, and refuses functions that can't be sent.
'use strict'

const { types } = require('node:util')
const vm = require('node:vm')
const { codedError, optionError } = require('../errors.js')
const { Task } = require('./task.js')

/** The source of a function that takes the only function out of an object. */
const ONLY_FUNCTION = '(object) => { ' +
  'const { value, get, set } = Object.getOwnPropertyDescriptor(object, Reflect.ownKeys(object)[0]); ' +
  'return value ?? get ?? set }'
/** Other pools call an export of the worker file by its name. */
const NO_EXPORT = 'a function (an export of the worker file is run by `pool.run(data, { name })`)'
const NATIVE_CODE = /\{\s*\[native code\]\s*\}\s*$/

/** @type {WeakMap<Function, import('./task.js').Task>} */
const known = new WeakMap()

/** The task of a function. The same function always has the same task. */
function taskOfFunction (fn) {
  let task = known.get(fn)
  if (task === undefined) {
    const source = expressionOf(fn)
    task = new Task({ source, key: `function\n${source}` })
    known.set(fn, task)
  }
  return task
}

/** An expression whose value is the function, without the scope around the function. */
function expressionOf (fn) {
  if (typeof fn !== 'function') {
    throw optionError(TypeError, 'fn', typeof fn === 'string' ? NO_EXPORT : 'a function', fn)
  }
  const source = Function.prototype.toString.call(fn)
  if (NATIVE_CODE.test(source)) refuse(fn, 'it is native or bound, so it has no source')
  if (types.isGeneratorFunction(fn)) refuse(fn, 'it is a generator function, which has no single result')
  const isClass = Object.getOwnPropertyDescriptor(fn, 'prototype')?.writable === false
  if (isClass) refuse(fn, 'it is a class, which can\'t be called')
  const whole = `(${source}\n)`
  if (isExpression(whole)) return whole
  // The source of a method, a getter or a setter has neither `function` nor `=>`. It is valid only inside an object.
  const inObject = `({ ${source}\n})`
  if (isExpression(inObject)) return `(${ONLY_FUNCTION})${inObject}`
  refuse(fn, 'its source is not valid outside its class or object')
}

/** Whether the source is a valid expression. It is compiled, but it is not run. */
function isExpression (source) {
  try {
    return new vm.Script(source) !== undefined
  } catch {
    return false
  }
}

function refuse (fn, reason) {
  const expected = '`fn` must be a function whose source can be sent to a thread'
  const message = `${expected}, but the source of \`${fn.name || 'fn'}\` can't be sent: ${reason}`
  throw codedError(TypeError, 'ERR_OXPOOL_OPTION', message)
}

module.exports = { taskOfFunction }
