// Runs one thread of JavaScript, with the loops that anybody would write.
'use strict'

const tasks = {
  sort: (array) => array.sort(),

  sum (array) {
    let sum = 0
    for (let i = 0; i < array.length; i += 1) sum += array[i]
    return sum
  },

  dot ({ a, b }) {
    let sum = 0
    for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i]
    return sum
  },

  // Goes through `b` row by row, which is several times as fast as column by column.
  matmul ({ a, b, rows, inner, columns }) {
    const product = new a.constructor(rows * columns)
    for (let row = 0; row < rows; row += 1) {
      for (let at = 0; at < inner; at += 1) {
        const factor = a[row * inner + at]
        for (let column = 0; column < columns; column += 1) {
          product[row * columns + column] += factor * b[at * columns + column]
        }
      }
    }
    return product
  },

  topk ({ query, vectors, dims, k }) {
    const best = []
    for (let index = 0; index < vectors.length / dims; index += 1) {
      let [product, squares] = [0, 0]
      for (let i = 0, at = index * dims; i < dims; i += 1, at += 1) {
        product += query[i] * vectors[at]
        squares += vectors[at] * vectors[at]
      }
      const score = product / Math.sqrt(squares)
      if (best.length === k && score <= best[k - 1].score) continue
      best.push({ index, score })
      best.sort((a, b) => b.score - a.score)
      best.length = Math.min(best.length, k)
    }
    return best
  }
}

module.exports = {
  name: 'JavaScript',
  version: process.version,
  load: (task) => ({ run: tasks[task] })
}
