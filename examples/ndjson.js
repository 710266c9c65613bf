// Sends a stream of lines through a pool. Lines are read only as fast as results are written, so a file of
// any size works.
//
//     node examples/ndjson.js [FILE]      reads and writes newline-delimited JSON; without a file it makes up its lines
'use strict'

const { createReadStream } = require('node:fs')
const path = require('node:path')
const { createInterface } = require('node:readline')
const { Readable } = require('node:stream')
const { pipeline } = require('node:stream/promises')
const { WorkerPool } = require('oxpool')

const MADE_UP_LINES = 20000

function * makeLines () {
  for (let station = 0; station < MADE_UP_LINES; station += 1) {
    const readings = Array.from({ length: 100 }, (_, hour) => Math.sin(station + hour) * 30)
    yield JSON.stringify({ station, readings })
  }
}

async function * withLineEnds (lines) {
  for await (const line of lines) yield `${line}\n`
}

async function main () {
  const file = process.argv[2]
  const lines = file === undefined
    ? makeLines()
    : createInterface({ input: createReadStream(file), crlfDelay: Infinity })
  const pool = new WorkerPool(path.join(__dirname, 'workers', 'measure-line.js'))
  try {
    await pipeline(Readable.from(withLineEnds(pool.map(lines))), process.stdout, { end: false })
  } catch (error) {
    // The program that reads the output has closed it.
    if (error.code !== 'EPIPE') throw error
  } finally {
    await pool.close()
  }
}

main()
