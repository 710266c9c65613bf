// Which file the addon was loaded from, for threads: finding it takes `lib/binding.js` longer than loading it.
'use strict'

require('./binding.js')

/** `undefined` where it isn't Node that has loaded it: then a thread finds the file by itself. */
const addonFile = Object.keys(require.cache ?? {}).find((file) => /[\\/]oxpool\.[^\\/]+\.node$/.test(file))

module.exports = { addonFile }
