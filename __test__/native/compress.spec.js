// Tests that native:decompress and other programs read what native:compress makes, and that broken data is refused.
'use strict'

const zlib = require('node:zlib')
const fc = require('fast-check')
const { failureOf } = require('../helpers/failure.js')
const { openPool } = require('../helpers/pools.js')
const { toShared, hasSameNumbers } = require('../helpers/typed-arrays.js')

const numRuns = process.env.OXPOOL_STRESS ? 1000 : 50
const formats = ['gzip', 'zstd', 'lz4']
const levels = [
  ...Array.from({ length: 10 }, (_, level) => ['gzip', level]),
  ...[-7, -1, 0, 1, 3, 9, 19, 22].map((level) => ['zstd', level]),
  ['lz4', 0]
]

const open = () => {
  const pool = openPool(2)
  return {
    compress: (data, format, level) => pool.run({ data, format, level }, { filename: 'native:compress' }),
    decompress: (data, format, maxOutput) => pool.run({ data, format, maxOutput }, { filename: 'native:decompress' })
  }
}

/** Makes bytes of which one third varies and the others are equal. */
const mixed = (length) => Uint8Array.from({ length }, (_, index) => index % 3 === 0 ? Math.sin(index) * 1e6 : 7)

/** Short byte arrays, and long ones that repeat. */
const anyBytes = fc.tuple(fc.uint8Array({ maxLength: 500 }), fc.constantFrom(1, 1, 1000))
  .map(([bytes, times]) => Uint8Array.from({ length: bytes.length * times }, (_, index) => bytes[index % bytes.length]))

const head = {
  gzip: [0x1f, 0x8b, 8],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
  lz4: [0x04, 0x22, 0x4d, 0x18]
}

describe.each(formats)('%s', (format) => {
  test('decompressing gives back what was compressed, on either memory', async () => {
    const { compress, decompress } = open()
    await fc.assert(fc.asyncProperty(anyBytes, async (bytes) => {
      const [packed, shared] = await Promise.all([compress(bytes, format), compress(toShared(bytes), format)])
      const back = await Promise.all([decompress(packed, format), decompress(toShared(shared), format)])
      return hasSameNumbers(packed, shared) && back.every((unpacked) => hasSameNumbers(unpacked, bytes))
    }), { numRuns })
  })

  test('the result begins as the format says, and is smaller than repetitive input', async () => {
    const packed = await open().compress(mixed(1e6), format)
    expect([...packed.subarray(0, head[format].length)]).toEqual(head[format])
    expect(packed.length).toBeLessThan(9e5)
  })

  test('a string is compressed as UTF-8', async () => {
    const { compress, decompress } = open()
    const text = 'pässwörd ☃ \u{1f600}'
    expect(Buffer.from(await decompress(await compress(text, format), format)).toString()).toBe(text)
  })

  test('the same bytes always give the same result', async () => {
    const { compress } = open()
    expect(await compress(mixed(3e5), format)).toEqual(await compress(mixed(3e5), format))
  })

  test('two concatenated results are decompressed to both inputs', async () => {
    const { compress, decompress } = open()
    const parts = await Promise.all(['one, ', 'two'].map((text) => compress(text, format)))
    expect(Buffer.from(await decompress(Buffer.concat(parts), format)).toString()).toBe('one, two')
  })

  test('every truncation is refused with the name of the field, and the threads work on', async () => {
    const { compress, decompress } = open()
    const packed = await compress(mixed(300), format)
    for (let length = 0; length < packed.length; length += 1) {
      const error = await failureOf(decompress(packed.subarray(0, length), format))
      expect(error).toMatchObject({ code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining('`data`') })
    }
    expect((await decompress(packed, format)).length).toBe(300)
  })

  test('a changed byte causes no crash, and never goes unnoticed if the format has a checksum', async () => {
    const { compress, decompress } = open()
    const bytes = mixed(2000)
    const packed = await compress(bytes, format)
    const anyChange = [fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 })]
    await fc.assert(fc.asyncProperty(...anyChange, async (at, change) => {
      const changed = packed.slice()
      changed[at] ^= change
      try {
        const unpacked = await decompress(changed, format, 1e7)
        return format !== 'gzip' || hasSameNumbers(unpacked, bytes)
      } catch ({ code, message }) {
        return code === 'ERR_OXPOOL_OPTION' && message.includes('`data`')
      }
    }), { numRuns: 2 * numRuns })
  })

  test('bytes that are not in the format are refused', async () => {
    const { decompress } = open()
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 100 }), async (bytes) => {
      const error = await failureOf(decompress(Uint8Array.of(1, ...bytes), format))
      return error.code === 'ERR_OXPOOL_OPTION'
    }), { numRuns })
  })

  test('decompressing a bomb stops beyond maxOutput bytes', async () => {
    const { compress, decompress } = open()
    const bomb = await compress(new Uint8Array(5e7), format)
    const error = await failureOf(decompress(bomb, format, 5e7 - 1))
    expect(error.name).toBe('RangeError')
    expect(error).toMatchObject({ code: 'ERR_OXPOOL_OPTION', message: expect.stringMatching(/`maxOutput`.*49999999/) })
    expect((await decompress(bomb, format, 5e7)).length).toBe(5e7)
    const tooLong = decompress(await compress('x', format), format, 0)
    expect(await failureOf(tooLong)).toMatchObject({ code: 'ERR_OXPOOL_OPTION' })
    expect((await decompress(await compress('', format), format, 0)).length).toBe(0)
  })
})

test.each(levels)('decompressing gives back what was compressed with %s at level %i', async (format, level) => {
  const { compress, decompress } = open()
  const bytes = mixed(2e5)
  const packed = await compress(bytes, format, level === 0 && format === 'lz4' ? undefined : level)
  expect(hasSameNumbers(await decompress(packed, format), bytes)).toBe(true)
})

test.each([['gzip', 6], ['zstd', 3]])('the default level of %s is %i', async (format, level) => {
  const { compress } = open()
  // Each level compresses these words to another result.
  const words = Array.from({ length: 2e4 }, (_, index) => `word ${Math.round(Math.sin(index) * 1e3)}`)
  const bytes = Buffer.from(words.join())
  const tried = [undefined, level, level - 1, level + 1]
  const [usual, same, lower, higher] = await Promise.all(tried.map((level) => compress(bytes, format, level)))
  expect(hasSameNumbers(usual, same)).toBe(true)
  expect([lower, higher].some((other) => hasSameNumbers(other, usual))).toBe(false)
})

test('node:zlib reads what native:compress makes', async () => {
  const { compress } = open()
  await fc.assert(fc.asyncProperty(anyBytes, fc.integer({ min: 0, max: 9 }), async (bytes, level) =>
    zlib.gunzipSync(await compress(bytes, 'gzip', level)).equals(bytes)), { numRuns })
})

test('native:decompress reads what node:zlib makes', async () => {
  const { decompress } = open()
  await fc.assert(fc.asyncProperty(anyBytes, fc.integer({ min: 0, max: 9 }), async (bytes, level) =>
    hasSameNumbers(await decompress(zlib.gzipSync(bytes, { level }), 'gzip'), bytes)), { numRuns })
})

test('zeros after the last gzip member are padding; zeros alone, or anything else there, are refused', async () => {
  const { decompress } = open()
  const refusal = { code: 'ERR_OXPOOL_OPTION' }
  expect(await failureOf(decompress(new Uint8Array(100), 'gzip'))).toMatchObject(refusal)
  const packed = zlib.gzipSync('text')
  expect(Buffer.from(await decompress(Buffer.concat([packed, Buffer.alloc(1000)]), 'gzip')).toString()).toBe('text')
  expect(await failureOf(decompress(Buffer.concat([packed, Buffer.from('x')]), 'gzip'))).toMatchObject(refusal)
})

test.each([
  ['gzip', 10], ['gzip', -1], ['zstd', 23], ['zstd', -8], ['gzip', 1.5], ['gzip', NaN], ['gzip', '9'], ['lz4', 1]
])('%s has no level %p', async (format, level) => {
  const refusal = { code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining('`level`') }
  expect(await failureOf(open().compress('x', format, level))).toMatchObject(refusal)
})
