// Checks the code with the defaults of neostandard, except generated files and files of others.
'use strict'

const neostandard = require('neostandard')

const JEST_GLOBALS = ['afterAll', 'afterEach', 'beforeAll', 'beforeEach', 'describe', 'expect', 'it', 'jest', 'test']

module.exports = [
  ...neostandard({
    ts: true,
    filesTs: ['**/*.mts'],
    noJsx: true,
    ignores: ['lib/binding.js', 'lib/binding.d.ts', 'lib/bundle.js', 'target/', '**/node_modules/']
  }),
  {
    // Lines fit a screen. A URL can't be broken.
    rules: { '@stylistic/max-len': ['error', { code: 120, ignoreUrls: true, ignorePattern: '^\\s*(// )?eslint' }] }
  },
  {
    files: ['__test__/**'],
    languageOptions: { globals: Object.fromEntries(JEST_GLOBALS.map((name) => [name, 'readonly'])) }
  },
  {
    // A test of a type may make an object only to see that it compiles.
    files: ['__test__/types/**'],
    rules: { 'no-new': 'off' }
  }
]
