// Writes figures with three significant digits and a space between thousands, and a spread as its two ends.
'use strict'

const THOUSANDS = /\B(?=(\d{3})+$)/g

function number (value) {
  if (value >= 1000) return String(Number(value.toPrecision(3))).replace(THOUSANDS, ' ')
  if (value >= 100) return value.toFixed(0)
  return value.toFixed(value >= 10 ? 1 : 2)
}

const range = ({ min, max }) => `${number(min)}..${number(max)}`

module.exports = { number, range }
