// Tests that native:hash gives the same digests as other programs.
'use strict'

const { createHash } = require('node:crypto')
const fc = require('fast-check')
const { openPool } = require('../helpers/pools.js')
const { toShared } = require('../helpers/typed-arrays.js')

const numRuns = process.env.OXPOOL_STRESS ? 2000 : 100

/** Makes the bytes of BLAKE3's test vectors. */
const pattern = (length) => Uint8Array.from({ length }, (_, index) => index % 251)

// The length, BLAKE3, XXH3 and CRC-32 of the pattern, from the reference implementations in C.
const vectors = [
  [0, 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262', '2d06800538d394c2', '00000000'],
  [1, '2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213', 'c44bdff4074eecdb', 'd202ef8d'],
  [3, 'e1be4d7a8ab5560aa4199eea339849ba8e293d55ca0a81006726d184519e647f', '5f4299fc161c9cbb', '0854897f'],
  [4, 'f30f5ab28fe047904037f77b6da4fea1e27241c5d132638d8bedce9d40494f32', '60dab036a58211f2', '8bb98613'],
  [8, '2351207d04fc16ade43ccab08600939c7c1fa70a5c0aaca76063d04c3228eaeb', '3a1c2d7c85af88f8', '88aa689f'],
  [9, 'a0fc27e5d7318b723207637bdeeba4f7dcb22f7f9ec3e8b6f3588ddcd4fdf861', 'e9612598145bb9dc', 'bce14302'],
  [16, 'a6a492965517a830cb75fdb713465aa465f2f098233896fea44c1d98268bf9e3', '8355e3a6f61770db', 'cecee288'],
  [17, '8462aa7be93b09fda7b93cf9f9cddb703f6dd2cc0c8edd5f9eee092edf8abf0c', '9ef341a99de37328', '2c183a19'],
  [63, 'e9bc37a594daad83be9470df7f7b3798297c3d834ce80ba85d6e207627b7db7b', 'aaa5f0fb98a36ae8', 'dbdea683'],
  [64, '4eed7141ea4a5cd4b788606bd23f46e212af9cacebacdc7d1f4c6dc7f2511b98', '6187eb9089b0ed55', '100ece8c'],
  [65, 'de1e5fa0be70df6d2be8fffd0e99ceaa8eb6e8c93a63f2d8d1c30ecb6b263dee', '6928c76ce90422d0', '40c06fd8'],
  [128, 'f17e570564b26578c33bb7f44643f539624b05df1a76c81f30acd548c44b45ef', '85c6174c7ff4c46b', '24650d57'],
  [129, '683aaae9f3c5ba37eaaf072aed0f9e30bac0865137bae68b1fde4ca2aebdcb12', 'ec7642b431ba3e5a', 'ca91cdf7'],
  [240, '45e1a0dc23dbe51733d7269a3c0f519c2a63b0718835b2b537677eba734db0d8', '375a384d957fe865', 'a60b0b66'],
  [241, '749b36ae651c22e8567db692a6876e0ca4fd3daeb7aa8fa3ab2f642ccc69a8f6', '02e8cd95421c6d02', 'cbc8d2f7'],
  [256, 'f462b63aae56ed9fb899ad8eb93aa35d3dd62773fda9c33bfe20f9dab5d3df5f', '44f5d90dacde463a', '5708a3cc'],
  [1023, '10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11', 'd3d91d80ac495685', '5a9e0eff'],
  [1024, '42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7', 'e5d78bafa45b2aa5', '7be4dfd0'],
  [1025, 'd00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444', 'e95c42288f28186e', '4e700dfb'],
  [65535, 'de7d0f4c044c56f56e0c5f7ab247be9491c4520e8688f0f0d25406f46fdfbd03', '158b4a19c83280c1', 'cf371872'],
  [65537, '7c99f9840a73dfcb6e5bfe4ff6d1558acab7e015640790c26411818bdbe17eca', '70331d53d92bbc56', 'a9cc6e73'],
  [262144, 'd57dc906e20d3fd326ffaa85535500486f46a0979f5a323f028dcabfd381fd4a', '19e33139f5534930', '18574713'],
  [262145, '531c319935cf78f34869faebd865e5748266b1799039103bfb851a680d9ed30c', '092a932e0d783f0c', '1c7b5c55'],
  [1048577, '2f053cd7472cf0cd2f9adaf45c1180255b91b9a865404a63671a0ee5f792ed33', '47a84c196fd973df', '3e8e13cb']
]

// Digests of short texts that the authors of the algorithms have published.
const known = [
  ['blake3', 'abc', '6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85'],
  ['sha256', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['sha256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['sha512', 'abc', 'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
    '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f'],
  ['xxh3', 'abc', '78af5f94892f3950'],
  ['crc32', '123456789', 'cbf43926']
]

test.each(known)('%s of %p is as published', async (algorithm, data, digest) => {
  expect(await openPool('native:hash', 1).run({ data, algorithm })).toBe(digest)
})

test.each(vectors)('BLAKE3, XXH3 and CRC-32 of %i bytes are those of the reference', async (length, ...digests) => {
  const pool = openPool('native:hash', 3)
  for (const data of [pattern(length), toShared(pattern(length))]) {
    const runs = ['blake3', 'xxh3', 'crc32'].map((algorithm) => pool.run({ data, algorithm }))
    expect(await Promise.all(runs)).toEqual(digests)
  }
})

test.each(['sha256', 'sha512'])('%s gives the same digests as node:crypto', async (algorithm) => {
  const pool = openPool('native:hash', 2)
  const isSame = async (data) =>
    await pool.run({ data, algorithm }) === createHash(algorithm).update(data).digest('hex')
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), isSame), { numRuns })
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), isSame), { numRuns })
  for (const [length] of vectors) expect(await isSame(pattern(length))).toBe(true)
})

/** The ways in which memory can hold the same bytes. */
const holders = [
  ['a Uint8Array', (bytes) => bytes],
  ['a Buffer', (bytes) => Buffer.from(bytes)],
  ['a DataView', (bytes) => new DataView(bytes.buffer)],
  ['an ArrayBuffer', (bytes) => bytes.buffer],
  ['a SharedArrayBuffer', (bytes) => shared(bytes).buffer],
  ['floats', (bytes) => new Float64Array(bytes.buffer)],
  ['BigInts', (bytes) => new BigInt64Array(bytes.buffer)],
  ['a view at an odd offset', (bytes) => {
    const odd = new Uint8Array(bytes.length + 5).subarray(3, -2)
    odd.set(bytes)
    return odd
  }],
  ['a shared DataView at an odd offset', (bytes) => {
    const odd = shared([1, ...bytes, 1])
    return new DataView(odd.buffer, 1, bytes.length)
  }]
]

function shared (bytes) {
  const view = new Uint8Array(new SharedArrayBuffer(bytes.length))
  view.set(bytes)
  return view
}

test.each(holders)('bytes in %s have the same hash', async (_, hold) => {
  const bytes = pattern(4096)
  const pool = openPool('native:hash', 2)
  for (const algorithm of ['blake3', 'sha512']) {
    const expected = await pool.run({ data: bytes, algorithm })
    expect(await pool.run({ data: hold(pattern(4096)), algorithm })).toBe(expected)
  }
})

test('a string is hashed as UTF-8', async () => {
  const pool = openPool('native:hash', 1)
  const text = 'pässwörd ☃ \u{1f600} \ud800'
  const expected = createHash('sha256').update(text, 'utf8').digest('hex')
  expect(await pool.run({ data: text, algorithm: 'sha256' })).toBe(expected)
})

test.each([
  'blake3', 'sha256', 'sha512', 'xxh3', 'crc32'
])('%s gives the same digest as bytes and as hexadecimal text, which is the default', async (algorithm) => {
  const pool = openPool('native:hash', 1)
  const [bytes, hex, usual] = await Promise.all(['bytes', 'hex', undefined].map((output) =>
    pool.run({ data: 'abc', algorithm, output })))
  expect(bytes.constructor.name).toBe('Uint8Array')
  expect(Buffer.from(bytes).toString('hex')).toBe(hex)
  expect(usual).toBe(hex)
})
