// Formats the short table that the quick start prints at its end.
'use strict'

const HEAD = ['', 'seconds', 'tasks/s', 'speed-up']

/**
 * @param {{ name: string, tasks: number, seconds: number }[]} rows
 * @param {{ tasks: number, seconds: number }} baseline the row that each speed-up is measured against
 */
function formatTable (rows, baseline) {
  const lines = rows.map(({ name, tasks, seconds }) => {
    const speedUp = (tasks / seconds) / (baseline.tasks / baseline.seconds)
    return [name, seconds.toFixed(1), (tasks / seconds).toFixed(1), `${speedUp.toFixed(1)}x`]
  })
  return [HEAD, ...lines].map(formatLine).join('\n')
}

function formatLine ([name, ...figures]) {
  return name.padEnd(24) + figures.map((figure) => figure.padStart(10)).join('')
}

module.exports = { formatTable }
