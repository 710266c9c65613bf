// Which file the addon was loaded from, for threads: finding it takes `lib/binding.js` longer than loading it.
'use strict'

require('../binding.js')

/**
 * What this copy of the package has loaded, and no other: each has its own pools. `undefined` where it isn't Node that has loaded it: then a thread finds the file by itself.
 *
 * @type {string | undefined}
 */
const addonFile = require.cache?.[require.resolve('../binding.js')]?.children?.find(({ filename }) => filename?.endsWith('.node'))?.filename

module.exports = { addonFile }
