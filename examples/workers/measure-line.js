// Reads one line of newline-delimited JSON, and returns a shorter line that sums it up.
'use strict'

module.exports = (line) => {
  const { station, readings } = JSON.parse(line)
  const mean = readings.reduce((sum, reading) => sum + reading, 0) / readings.length
  return JSON.stringify({ station, highest: Math.max(...readings), mean })
}
