// Sums squares by divide and conquer: it halves a part that is too large, and runs both halves as jobs of
// the same pool.
'use strict'

const LARGEST_PART = 1 << 20

module.exports = async function sumOfSquares ({ numbers, from, to }, { pool }) {
  if (to - from <= LARGEST_PART) return sum(numbers, from, to)
  const middle = (from + to) >>> 1
  // This thread runs other jobs until both are done. It takes its own two first, unless another thread has taken them.
  const [first, second] = await Promise.all([
    pool.run({ numbers, from, to: middle }),
    pool.run({ numbers, from: middle, to })
  ])
  return first + second
}

function sum (numbers, from, to) {
  let total = 0
  for (let i = from; i < to; i += 1) total += numbers[i] ** 2
  return total
}
