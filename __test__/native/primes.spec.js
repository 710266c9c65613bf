// Tests native:primes, which counts the primes below a number.
'use strict'

const fc = require('fast-check')
const { openPool } = require('../helpers/pools.js')

const MOST = 300000

/** Counts the primes below each number up to MOST, by marking all multiples. */
function countAll () {
  const isComposite = new Uint8Array(MOST)
  const counts = [0]
  for (let number = 0; number < MOST; number += 1) {
    const isPrime = number > 1 && isComposite[number] === 0
    counts.push(counts[number] + Number(isPrime))
    if (!isPrime) continue
    for (let multiple = 2 * number; multiple < MOST; multiple += number) isComposite[multiple] = 1
  }
  return counts
}

test('the count is that of a naive sieve', async () => {
  const counts = countAll()
  const pool = openPool('native:primes', 2)
  for (let below = 0; below < 1000; below += 1) expect(await pool.run({ below })).toBe(counts[below])
  await fc.assert(fc.asyncProperty(fc.nat(MOST), async (below) => await pool.run({ below }) === counts[below]))
})

// These are values of the prime-counting function (OEIS A006880). No power of ten is prime.
test.each([[6, 78498], [7, 664579], [8, 5761455]])('the count below 10^%i is right', async (power, count) => {
  expect(await openPool('native:primes', 3).run({ below: 10 ** power })).toBe(count)
})

test('a large prime is not counted below itself, but below the next number', async () => {
  const pool = openPool('native:primes', 2)
  const [prime, place] = process.env.OXPOOL_STRESS ? [2 ** 31 - 1, 105097565] : [2 ** 17 - 1, 12251]
  expect(await pool.run({ below: prime })).toBe(place - 1)
  expect(await pool.run({ below: prime + 1 })).toBe(place)
})
