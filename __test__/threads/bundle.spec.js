// Tests that threads run the bundle of the package's own files where it fits these files, and the files elsewhere.
'use strict'

const { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, utimesSync } = require('node:fs')
const { tmpdir } = require('node:os')
const path = require('node:path')
const { fixture } = require('../helpers/fixture.js')
const { runChild } = require('../helpers/child.js')
const { openPool } = require('../helpers/pools.js')

const ROOT = path.join(__dirname, '..', '..')
const EDITED = path.join('lib', 'worker', 'context.js')

/** The copies of the package that a test has made. @type {string[]} */
const copies = []
afterEach(() => {
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true })
})

/** Copies the package with the times of its files. A published package has no `scripts/`. */
function copyPackage ({ isPublished }) {
  const copy = mkdtempSync(path.join(tmpdir(), 'oxpool-'))
  copies.push(copy)
  for (const name of ['index.js', 'lib', 'package.json', ...isPublished ? [] : ['scripts']]) {
    cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true, preserveTimestamps: true })
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'))
  return copy
}

/** What is under a job on the stack of its thread, and whether `lib/worker/context.js` has the line of `edit`. */
async function lookAt (copy) {
  const { code, stdout, stderr } = await runChild('-e', `
    const { WorkerPool } = require(${JSON.stringify(copy)})
    const pool = new WorkerPool(2)
    const look = () => [new Error().stack, globalThis.isEdited === true]
    Promise.all([pool.exec(look), pool.exec(look)]).then((seen) => console.log(JSON.stringify(seen)))
  `)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout).map(([stack, isEdited]) => ({ isBundle: stack.includes(file(copy)), isEdited }))
}

const file = (copy) => path.join(copy, 'lib', 'bundle.js')

function edit (copy) {
  appendFileSync(path.join(copy, EDITED), '\nglobalThis.isEdited = true\n')
}

test('threads run the bundle that the build has made', async () => {
  expect(await lookAt(copyPackage({ isPublished: false }))).toEqual(Array(2).fill({ isBundle: true, isEdited: false }))
})

test('in a checkout, a file that was changed after the build is used at once', async () => {
  const copy = copyPackage({ isPublished: false })
  edit(copy)
  expect(await lookAt(copy)).toEqual(Array(2).fill({ isBundle: false, isEdited: true }))
})

test('in a checkout, a file that is older than the bundle but has another size is used at once', async () => {
  const copy = copyPackage({ isPublished: false })
  edit(copy)
  utimesSync(path.join(copy, EDITED), 1e9, 1e9)
  expect(await lookAt(copy)).toEqual(Array(2).fill({ isBundle: false, isEdited: true }))
})

test('a published package is used as it is, whatever the times of its files are', async () => {
  const copy = copyPackage({ isPublished: true })
  utimesSync(file(copy), 1e9, 1e9)
  expect(await lookAt(copy)).toEqual(Array(2).fill({ isBundle: true, isEdited: false }))
})

test('without a bundle, threads load the files', async () => {
  const copy = copyPackage({ isPublished: true })
  rmSync(file(copy))
  expect(await lookAt(copy)).toEqual(Array(2).fill({ isBundle: false, isEdited: false }))
})

test('a thread reads only the file that it starts with, and the one for functions that are sent', async () => {
  const pool = openPool(1, { execArgv: ['--require', fixture('counts-own-reads.js')] })
  expect(await pool.exec(() => globalThis.ownReads)).toBe(2)
})

test('a worker file that requires the package gets the same modules that run the thread', async () => {
  const isShared = (path) => {
    const before = Object.keys(require.cache).length
    const { move } = require(path)
    const file = require.resolve(path.replace('index.js', 'lib/move.js'))
    return before > 10 && typeof move === 'function' && require.cache[file].loaded
  }
  expect(await openPool(1).exec(isShared, [require.resolve('../../index.js')])).toBe(true)
})
