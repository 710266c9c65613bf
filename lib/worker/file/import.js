// Imports a module. It is a file by itself because Node must load it: see `lib/worker/start/own-files.js`.
'use strict'

module.exports = {
  /** @param {string} url */
  importFile: (url) => import(url)
}
