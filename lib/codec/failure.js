'use strict'
module.exports = { describeFailure: (e) => ({ name: e?.name, message: e?.message, stack: e?.stack }), reviveFailure: (d) => Object.assign(new Error(d.message), { remote: d }) }
