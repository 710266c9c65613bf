// Tests that native:argon2 makes the same hashes as the reference implementation, and native:argon2-verify checks them.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { openPool } = require('../helpers/pools.js')

const open = () => {
  const pool = openPool(2)
  return {
    hash: (data) => pool.run(data, { filename: 'native:argon2' }),
    verify: (hash, password) => pool.run({ hash, password }, { filename: 'native:argon2-verify' })
  }
}

// Password, salt, memory, passes, lanes, hash. The first four are from the reference implementation's own tests.
const vectors = [
  ['password', 'somesalt', 65536, 2, 1,
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
  ['password', 'somesalt', 256, 2, 1,
    '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'],
  ['password', 'somesalt', 256, 2, 2,
    '$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc'],
  ['differentpassword', 'somesalt', 65536, 2, 1,
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94'],
  ['password', 'somesalt', 64, 1, 1,
    '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$cpx6VEQbwTVZvcpxNIxOVUWZ5xnAipUmAe1cg2GMG70'],
  ['pässwörd ☃', '0123456789abcdef0123456789abcdef0123456789abcdef', 128, 1, 3,
    '$argon2id$v=19$m=128,t=1,p=3$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm' +
    '$z1sr2z3sQ5BSTxKz6Fw8kXP1ZPQCjW/k5X+x4gDZ9nM']
]

test.each(vectors)('hashes "%s" with salt %s, %i KiB, %i passes and %i lanes', async (password, salt, ...rest) => {
  const [memory, passes, lanes, expected] = rest
  const { hash, verify } = open()
  expect(await hash({ password, salt: Buffer.from(salt), memory, passes, lanes })).toBe(expected)
  const view = new DataView(Uint8Array.from(Buffer.from(salt)).buffer)
  expect(await hash({ password: Buffer.from(password), salt: view, memory, passes, lanes })).toBe(expected)
  expect(await verify(expected, password)).toBe(true)
  expect(await verify(expected, Buffer.from(password))).toBe(true)
  expect(await verify(expected, `${password}x`)).toBe(false)
})

test.each([
  ['Argon2i', '$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8'],
  ['Argon2i of version 1.0', '$argon2i$v=16$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY'],
  ['no version, which is 1.0', '$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY']
])('a hash of %s can be verified', async (_, hash) => {
  const { verify } = open()
  expect(await verify(hash, 'password')).toBe(true)
  expect(await verify(hash, 'passwort')).toBe(false)
})

test('without settings, the hash is made with 19 MiB, 2 passes and 1 lane', async () => {
  const { hash, verify } = open()
  const made = await hash({ password: 'password' })
  expect(made).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await verify(made, 'password')).toBe(true)
  expect(await hash({ password: 'password', memory: 64 })).toContain('$m=64,t=2,p=1$')
})

test('without a salt, each hash gets a random salt of 16 bytes', async () => {
  const { hash, verify } = open()
  const make = () => hash({ password: 'password', memory: 64, passes: 1, lanes: 1 })
  const hashes = await Promise.all([make(), make()])
  expect(hashes[0]).not.toBe(hashes[1])
  for (const one of hashes) {
    expect(one).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(await verify(one, 'password')).toBe(true)
  }
})

test('an empty password can be hashed', async () => {
  const { hash, verify } = open()
  const empty = await hash({ password: '', memory: 32, passes: 3, lanes: 4 })
  expect([await verify(empty, ''), await verify(empty, '\0')]).toEqual([true, false])
})

const usual = { password: 'password', memory: 64, passes: 1, lanes: 1 }

test.each([
  ['memory', { memory: 7 }], ['memory', { lanes: 9 }], ['memory', { memory: 2 ** 22 + 1 }],
  ['memory', { memory: 64.5 }], ['passes', { passes: 0 }], ['passes', { memory: 2 ** 22, passes: 17 }],
  ['lanes', { lanes: 0 }], ['lanes', { lanes: 2 ** 24 }],
  ['salt', { salt: Buffer.alloc(7) }], ['salt', { salt: Buffer.alloc(49) }]
])('`%s` out of its range is a RangeError: %j', async (name, change) => {
  const error = await failureOf(open().hash({ ...usual, ...change }))
  expect(error.name).toBe('RangeError')
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining(`\`${name}\``) })
})

test.each([
  ['is in another format', 'abc'],
  ['is of another algorithm',
    '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E'],
  ['has no hash part', '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ'],
  ['has an unknown version', '$argon2id$v=18$m=64,t=1,p=1$c29tZXNhbHQ$cpx6VEQbwTVZvcpxNIxOVUWZ5xnAipUmAe1cg2GMG70'],
  ['needs all memory of the machine',
    '$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$cpx6VEQbwTVZvcpxNIxOVUWZ5xnAipUmAe1cg2GMG70'],
  ['needs days', '$argon2id$v=19$m=65536,t=4294967295,p=1$c29tZXNhbHQ$cpx6VEQbwTVZvcpxNIxOVUWZ5xnAipUmAe1cg2GMG70'],
  ['ends with a NUL', '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$cpx6VEQbwTVZvcpxNIxOVUWZ5xnAipUmAe1cg2GMG70\0']
])('a hash that %s is refused', async (_, hash) => {
  expect(await failureOf(open().verify(hash, 'password'))).toMatchObject({ code: 'ERR_OXPOOL_OPTION' })
})

test.each([
  ['argon2', 'hunter2'],
  ['argon2', ['hunter2']],
  ['argon2', { pasword: 'hunter2' }],
  ['argon2', { password: ['hunter2'], memory: 64, passes: 1, lanes: 1 }],
  ['argon2-verify', 'hunter2'],
  ['argon2-verify', { hash: 'x', password: { hunter2: true } }]
])('error messages of native:%s never show what may be a password: %p', async (task, data) => {
  const { code, message } = await failureOf(openPool(`native:${task}`, 1).run(data))
  expect(code).toBe('ERR_OXPOOL_OPTION')
  expect(message).not.toContain('hunter2')
})
