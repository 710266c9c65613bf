// Tests the forms in which the worker file of a pool or a run may be given.
'use strict'

const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const absolute = fixture('doubles.js')

const forms = [
  ['an absolute path', absolute],
  ['a path from the current directory', `./${path.relative(process.cwd(), absolute)}`],
  ['a path through the parent directory', path.join('..', path.relative(path.dirname(process.cwd()), absolute))],
  ['a URL', pathToFileURL(absolute)],
  ['a file: URL as a string', pathToFileURL(absolute).href],
  ['a URL from another realm', new (require('node:url').URL)(pathToFileURL(absolute).href)]
]

test.each(forms)('the filename of a pool may be %s', async (_, filename) => {
  expect(await openPool(filename, 1).run(21)).toBe(42)
})

test.each(forms)('the filename of a run may be %s', async (_, filename) => {
  expect(await openPool(fixture('echo.js'), 1).run(21, { filename })).toBe(42)
})

test('a file is found if its path has spaces, percent signs or non-ASCII letters', async () => {
  const strange = fixture('strange 100% name é.js')
  expect(await openPool(strange, 1).run(21)).toBe(42)
  expect(await openPool(pathToFileURL(strange), 1).run(21)).toBe(42)
})

test('a module is loaded once for each query string, as by import()', async () => {
  const pool = openPool(1)
  const ask = (query) => pool.run(undefined, { filename: `${pathToFileURL(fixture('counts-calls.mjs'))}${query}` })
  const told = []
  for (const query of ['', '?a', '?b', '?a', '#c', '']) told.push(await ask(query))
  expect(told).toEqual([['', 1], ['?a', 1], ['?b', 1], ['?a', 2], ['#c', 1], ['', 2]])
})

test('a CommonJS file is found with any query string', async () => {
  expect(await openPool(`${pathToFileURL(absolute)}?a`, 1).run(21)).toBe(42)
})

test('one pool runs jobs of several files at the same time', async () => {
  const pool = openPool(fixture('echo.js'), 2)
  const files = ['echo.js', 'doubles.mjs', 'async-doubles.js', 'promised.js']
  const results = await Promise.all(Array.from({ length: 200 }, (_, number) =>
    pool.run(number, { filename: fixture(files[number % 4]) })))
  expect(results).toEqual(results.map((_, number) => number % 4 === 0 ? number : number * 2))
})

test('one pool runs jobs of a function-style file and of a message-style file', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const results = await Promise.all(Array.from({ length: 20 }, (_, number) =>
    pool.run(number, { filename: fixture(number % 2 ? 'message-later.js' : 'doubles.js') })))
  expect(results).toEqual(results.map((_, number) => number * 2))
})

test('two message-style files in one pool each answer their own jobs', async () => {
  const pool = openPool(fixture('message-echo.js'), 1)
  const results = await Promise.all(Array.from({ length: 20 }, (_, number) =>
    pool.run(number, number % 2 ? { filename: fixture('message-later.js') } : undefined)))
  expect(results).toEqual(results.map((_, number) => number % 2 ? number * 2 : number))
})
