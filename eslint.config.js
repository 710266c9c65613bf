// neostandard's defaults; what is generated or somebody else's is left out.
'use strict'

const neostandard = require('neostandard')

const JEST_GLOBALS = ['afterAll', 'afterEach', 'beforeAll', 'beforeEach', 'describe', 'expect', 'it', 'jest', 'test']

module.exports = [
  ...neostandard({
    ts: true,
    filesTs: ['**/*.mts'],
    noJsx: true,
    ignores: ['lib/binding.js', 'lib/binding.d.ts', 'target/', '**/node_modules/']
  }),
  {
    files: ['__test__/**'],
    languageOptions: { globals: Object.fromEntries(JEST_GLOBALS.map((name) => [name, 'readonly'])) }
  },
  {
    // A test of a type may make something only to see that it compiles.
    files: ['__test__/types/**'],
    rules: { 'no-new': 'off' }
  }
]
