// Sets up the pool of this repository so that its threads let others go first.
'use strict'

const { withOptions } = require('./oxpool')

module.exports = withOptions('oxpool, niceIncrement 19', { niceIncrement: 19 })
