// Formats a table as text for a terminal, or as Markdown for the documentation.
'use strict'

const widthsOf = (lines) => lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))

// The first column holds names. The others hold figures, which are aligned to the right unless they are words.
const isLeft = (column, leftAligned) => column === 0 || leftAligned

function asText ({ title, columns, rows, leftAligned }) {
  const lines = [columns, ...rows]
  const widths = widthsOf(lines)
  const pad = (cell, column) => {
    return isLeft(column, leftAligned) ? cell.padEnd(widths[column]) : cell.padStart(widths[column])
  }
  return `${title}\n\n${lines.map((line) => `  ${line.map(pad).join('  ').trimEnd()}\n`).join('')}`
}

function asMarkdown ({ title, columns, rows, leftAligned }) {
  const line = (cells) => `| ${cells.join(' | ')} |\n`
  const rule = columns.map((_, column) => isLeft(column, leftAligned) ? '---' : '---:')
  return `### ${title}\n\n${[columns, rule, ...rows].map(line).join('')}`
}

module.exports = { asMarkdown, asText }
