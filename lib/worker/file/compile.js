// Turns the source of a function back into a function, which sees the thread's globals and `require` and nothing else.
'use strict'

const path = require('node:path')
const { Function, process } = require('../../globals.js')

// As in `load.js`.
const { createRequire } = /** @type {any} */ (module.constructor)

/**
 * @param {string} expression an expression whose value is the function
 * @returns {(args: any[], context: any) => any} calls the function with the arguments, and the context as the last one
 */
function compileFunction (expression) {
  // `node:vm` could replace `Function`, but Node then warns about every `import()` that the function does.
  const evaluate = new Function('require', `return ${expression}`)
  const fn = evaluate(createRequire(path.join(process.cwd(), 'exec')))
  return (args, context) => fn(...args, context)
}

module.exports = { compileFunction }
