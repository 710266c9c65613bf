// Reads message ports: as messages come, or without waiting for the event loop.
'use strict'

const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads')
const { unreadableError } = require('./errors.js')

/**
 * Calls `receive` with every message that comes.
 *
 * `port.on()` looks for `once` in an object that inherits. If somebody has put `once` on `Object.prototype`, the port
 * would hear one message only, and would then keep no thread alive. So it is not there during that call, in which no
 * code of the user's runs.
 *
 * @param {import('node:worker_threads').MessagePort} port
 * @param {(message: any) => void} receive
 */
function listenTo (port, receive) {
  const { prototype } = Object
  const once = Object.getOwnPropertyDescriptor(prototype, 'once')
  const isHidden = once !== undefined && Reflect.deleteProperty(prototype, 'once')
  try {
    port.on('message', receive)
  } finally {
    if (isHidden) Object.defineProperty(prototype, 'once', { __proto__: null, ...once })
  }
}

/**
 * Hands over every message that has been posted.
 *
 * A message that can't be read is dropped, as Node does. Whoever needs it learns of that when it is missing.
 *
 * @param {import('node:worker_threads').MessagePort} port
 * @param {(message: any) => void} receive
 */
function readPort (port, receive) {
  for (;;) {
    let received
    try {
      received = receiveMessageOnPort(port)
    } catch {
      continue
    }
    if (received === undefined) return
    receive(received.message)
  }
}

/** Puts a value into a channel of its own. `undefined` if it can't be cloned. */
function packParcel (value) {
  const { port1, port2 } = new MessageChannel()
  try {
    port1.postMessage(value)
    return port2
  } catch {
    port2.close()
  } finally {
    port1.close()
  }
}

/**
 * Takes the one value that waits in a channel of its own.
 *
 * @param {import('node:worker_threads').MessagePort} parcel closed afterwards
 * @throws `ERR_OXPOOL_UNREADABLE` if this thread can't read the value
 */
function openParcel (parcel) {
  let received
  try {
    received = receiveMessageOnPort(parcel)
  } catch (error) {
    throw unreadableError(error)
  } finally {
    parcel.close()
  }
  if (received === undefined) throw unreadableError()
  return received.message
}

module.exports = { listenTo, readPort, packParcel, openParcel }
