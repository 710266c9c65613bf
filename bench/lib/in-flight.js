// Keeps a fixed number of promises pending, in the same way for every pool: when one settles, the next one starts.
'use strict'

async function keepInFlight (run, value, { inFlight, count }) {
  let left = count
  let last
  const loop = async () => {
    while (left-- > 0) last = await run(value)
  }
  await Promise.all(Array.from({ length: inFlight }, loop))
  return last
}

module.exports = { keepInFlight }
