// Takes out of the description of an error what could keep the error itself from arriving.
'use strict'

// Anyone may have put a `list` or an `error` on the prototype of all objects.
const { hasOwn } = Object

/** A port reads values by a call for each level, on a stack whose size the other thread decides. */
const DEEPEST = 200

/** Without the values that are nested so deeply that the other thread may fail to read them. */
function withoutDeepValues (failure) {
  return prune(failure, (value) => !isDeep(value))
}

/** Without any value that is not a primitive. */
function withoutValues (failure) {
  return prune(failure, (value) => typeof value !== 'object' || value === null)
}

function prune (failure, isKept, pruned = new Map()) {
  if (hasOwn(failure, 'list')) return { list: failure.list.map((one) => prune(one, isKept, pruned)) }
  if (!hasOwn(failure, 'error')) {
    if (isKept(failure.value)) return failure
    return { error: notSent() }
  }
  const { error } = failure
  const known = pruned.get(error)
  if (known !== undefined) return { error: known }
  const copy = { ...error, properties: [] }
  pruned.set(error, copy)
  for (const property of error.properties) {
    const { content } = property
    if (hasOwn(content, 'value') && !isKept(content.value)) continue
    copy.properties.push({ ...property, content: prune(content, isKept, pruned) })
  }
  return { error: copy }
}

/** In place of a thrown value that is no error. */
function notSent () {
  const message = 'The thrown value is nested too deeply or too large to be sent.'
  const properties = [{ key: 'message', isEnumerable: false, content: { value: message } }]
  return { kind: 'Error', name: 'Error', message, properties }
}

function isDeep (root) {
  const seen = new Set()
  let level = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true
    level = level.flatMap(contentsOf).filter((value) => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return false
      seen.add(value)
      return true
    })
  }
  return false
}

/** The values of a clone: it has no getter that could throw. */
function contentsOf (value) {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  if (value instanceof Map) return [...value.keys(), ...value.values()]
  if (value instanceof Set) return [...value]
  return Object.values(value)
}

module.exports = { withoutDeepValues, withoutValues }
