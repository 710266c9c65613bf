// Makes documents as programs send them: the body of a request, rows of a table, a syntax tree, a lock file.
'use strict'

const { randomBits } = require('./random')

const SYLLABLES = 'ba con da fer gi hu ka lo mon ne pra qui ro ste tu ver'.split(' ')
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const times = (length, make) => Array.from({ length }, (_, index) => make(index))

function writer (seed) {
  const bits = randomBits(seed)
  const below = (end) => bits() % end
  const pick = (list) => list[below(list.length)]
  const word = () => times(2 + below(3), () => pick(SYLLABLES)).join('')
  const base64 = (length) => times(length, () => pick(LETTERS)).join('')
  return { below, pick, word, words: (count) => times(count, word).join(' '), base64 }
}

/** The parsed body of an HTTP request, which is 0.6 KB of JSON. */
function requestBody () {
  const { below, word, words, base64 } = writer(1)
  return {
    id: base64(22),
    customer: { name: words(2), email: `${word()}@${word()}.example`, address: { street: words(2), zip: '10115' } },
    items: times(4, (id) => ({ id, sku: word(), title: words(3), price: below(10000) / 100, count: 1 + below(5) })),
    isPaid: true,
    coupon: null,
    tags: [word(), word(), word()]
  }
}

function rows (count) {
  const { below, word } = writer(2)
  return times(count, (id) => ({
    id, name: word(), email: `${word()}@example.org`, age: below(90), score: below(1e6) / 1000, isActive: id % 3 > 0
  }))
}

/** A tree in the form of ESTree, in which each node also has the places where it begins and ends. */
function syntaxTree (count) {
  const { below, word, pick } = writer(3)
  const made = { nodes: 0 }
  const node = (fields) => ({ ...fields, start: made.nodes, end: ++made.nodes })
  const leaf = () => below(2)
    ? node({ type: 'Identifier', name: word() })
    : node({ type: 'Literal', value: below(1000), raw: String(below(1000)) })
  const expression = (depth) => {
    if (depth === 0) return leaf()
    if (below(3) === 0) {
      return node({
        type: 'CallExpression', callee: leaf(), arguments: times(below(4), () => expression(depth - 1)), optional: false
      })
    }
    const [left, right] = [expression(depth - 1), expression(depth - 1)]
    return node({ type: 'BinaryExpression', operator: pick(['+', '-', '*', '<', '===']), left, right })
  }
  const body = []
  while (made.nodes < count) body.push(node({ type: 'ExpressionStatement', expression: expression(3) }))
  return { type: 'Program', sourceType: 'module', body }
}

/** A lock file, which is 160 KB of JSON: hundreds of keys are the names of packages, and few objects have the same. */
function lockFile () {
  const { below, word, base64 } = writer(4)
  const version = () => `${below(20)}.${below(30)}.${below(10)}`
  const ranges = (most) => Object.fromEntries(times(below(most), () => [`${word()}-${word()}`, `^${version()}`]))
  const packages = times(480, () => {
    const [name, own] = [`${word()}-${word()}`, version()]
    const one = {
      version: own,
      resolved: `https://registry.example/${name}/-/${name}-${own}.tgz`,
      integrity: `sha512-${base64(86)}==`
    }
    if (below(2)) one.dev = true
    if (below(4) > 0) one.dependencies = ranges(6)
    if (below(3) === 0) one.engines = { node: `>=${below(20)}` }
    if (below(6) === 0) one.peerDependencies = ranges(4)
    return [`node_modules/${name}`, one]
  })
  return { name: word(), version: version(), lockfileVersion: 3, packages: Object.fromEntries(packages) }
}

module.exports = { times, requestBody, rows, syntaxTree, lockFile }
