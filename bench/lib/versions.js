// Tells which version of a package is measured. It reads the disk, because not every package exports its package.json.
'use strict'

const { readFileSync } = require('node:fs')
const { join } = require('node:path')

const readVersion = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version

const versionOf = (name) => readVersion(join(__dirname, '..', 'node_modules', name))
const ownVersion = () => readVersion(join(__dirname, '..', '..'))

module.exports = { ownVersion, versionOf }
