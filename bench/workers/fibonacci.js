// Makes every node of a recursion a job, so that only the cost of submitting nested jobs and of waiting is measured.
'use strict'

module.exports = async (n, { pool }) => {
  if (n < 2) return n
  const [first, second] = await Promise.all([pool.run(n - 1), pool.run(n - 2)])
  return first + second
}
