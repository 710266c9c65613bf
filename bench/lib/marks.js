// Compares what was measured with what oxpool promises.
'use strict'

const format = require('./format')
const targets = require('./targets')

// `figure` is a spread, or null if it could not be measured.
function mark (what, figure) {
  const target = targets[what]
  return {
    what,
    figure: figure ?? null,
    target: target?.text ?? '',
    isMet: figure && target ? target.isMet(figure.median) : null
  }
}

const verdicts = new Map([[true, 'met'], [false, 'MISSED'], [null, '']])

const marksTable = (marks) => ({
  title: 'oxpool against what it promises',
  columns: ['what', 'median', 'min..max', 'target', ''],
  rows: marks.map(({ what, figure, target, isMet }) => [
    what,
    figure ? format.number(figure.median) : 'not measured',
    figure ? format.range(figure) : '',
    target,
    verdicts.get(isMet)
  ])
})

module.exports = { mark, marksTable }
