// A recursion all of whose nodes are jobs: what is left is the cost of submitting from within a job, and of waiting.
'use strict'

module.exports = async (n, { pool }) => {
  if (n < 2) return n
  const [first, second] = await Promise.all([pool.run(n - 1), pool.run(n - 2)])
  return first + second
}
