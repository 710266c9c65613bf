// Finds the file that the addon was loaded from, so that threads need not look for it: `lib/binding.js` takes longer to
// find the file than to load it.
'use strict'

require('../binding.js')

/**
 * The addon file of this copy of the package: each copy has its own pools and its own addon. `undefined` if something
 * other than Node's loader has loaded it, such as a test runner: then each thread finds the file by itself.
 *
 * @type {string | undefined}
 */
const addonFile = require.cache?.[require.resolve('../binding.js')]
  ?.children?.find(({ filename }) => filename?.endsWith('.node'))
  ?.filename

module.exports = { addonFile }
