// Says how far a job that yields values may be ahead of its consumer. Both sides count by it.
'use strict'

/** How many values at most may be on their way or wait for the consumer. */
const MOST_AHEAD = 16
/** How many bytes these values may have together. The last of them may go beyond this limit. */
const MOST_BYTES_AHEAD = 1 << 20

module.exports = { MOST_AHEAD, MOST_BYTES_AHEAD }
