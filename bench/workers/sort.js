// Does the article's job: makes a million random numbers, sorts them with a comparator, and returns them.
'use strict'

module.exports = () => {
  const collection = []
  for (let i = 0; i < 1000000; i += 1) {
    collection[i] = Math.round(Math.random() * 100000)
  }
  return collection.sort((a, b) => a > b ? 1 : -1)
}
