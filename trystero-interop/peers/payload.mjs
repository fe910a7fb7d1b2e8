// Payloads as commands ask for them and as events describe them. Runs in Node and in a page, so
// only what both have: large payloads are made and hashed where they are used, never shipped.
import {invalid} from './util.mjs'

const maxStringShown = 8_192
const maxBinaryShown = 4_096
const utf8 = new TextEncoder()

export const isBinary = value => value instanceof ArrayBuffer || ArrayBuffer.isView(value)

const toBytes = value =>
  value instanceof ArrayBuffer
    ? new Uint8Array(value)
    : new Uint8Array(value.buffer, value.byteOffset, value.byteLength)

export const byteLength = value =>
  isBinary(value) ? value.byteLength : utf8.encode(typeof value === 'string' ? value : JSON.stringify(value)).byteLength

// The pattern repeats itself. A loop over a gigabyte would keep a peer from answering for so long
// that others take it for gone.
const period = 65_536

export const pattern = (size, seed = 0) => {
  const bytes = new Uint8Array(size)
  for (let i = 0; i < Math.min(size, period); i++) {
    bytes[i] = 31 * i + 7 * (i >>> 8) + seed // a byte array keeps the value modulo 256
  }
  for (let done = period; done < size; done *= 2) bytes.copyWithin(done, 0, Math.min(done, size - done))
  return bytes
}

const fromBase64 = text => Uint8Array.from(atob(text), char => char.charCodeAt(0))
const toBase64 = bytes => btoa(String.fromCharCode(...bytes))
const toHex = bytes => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')

// The payload that a command asks for. Only `file` is a promise: the rest must be at hand at once,
// so that sends start in the order of their lines.
export const payloadOf = ({data, b64, bytes, seed, file}, readFile) => {
  if (data !== undefined) return data
  if (b64 !== undefined) return fromBase64(b64)
  if (bytes !== undefined) return pattern(bytes, seed)
  if (file !== undefined) return readFile(file)
  throw invalid('needs one of data, b64, bytes, file')
}

const describeBinary = async bytes => ({
  type: 'binary',
  size: bytes.byteLength,
  sha256: toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))),
  ...(bytes.byteLength <= maxBinaryShown ? {b64: toBase64(bytes)} : {})
})

// A promise for binary payloads (hashing is asynchronous), else the description itself.
export const describe = value => {
  if (isBinary(value)) return describeBinary(toBytes(value))
  if (typeof value !== 'string') return {type: 'json', data: value}
  return value.length > maxStringShown ? {type: 'string', length: value.length} : {type: 'string', data: value}
}
