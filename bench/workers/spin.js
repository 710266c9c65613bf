// Computes for as many microseconds as its data says, and returns the data.
'use strict'

module.exports = (data) => {
  if (data.us > 0) {
    const end = performance.now() + data.us / 1000
    while (performance.now() < end);
  }
  return data
}
