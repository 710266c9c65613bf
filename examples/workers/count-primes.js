// Counts the primes below a limit by trial division. It is slow on purpose.
'use strict'

module.exports = function countPrimes (limit) {
  let count = 0
  for (let number = 2; number < limit; number += 1) {
    if (isPrime(number)) count += 1
  }
  return count
}

function isPrime (number) {
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) {
    if (number % divisor === 0) return false
  }
  return true
}
