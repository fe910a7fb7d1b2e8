// A peer of the JavaScript library in Node, with werift for WebRTC: the peer shell over standard
// input and output, logs on standard error.   node node-peer.mjs ['{"cmd":"join",…}' …]
import {readdirSync, readFileSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {createInterface} from 'node:readline'
import {Connection, RTCPeerConnection} from 'werift'
import WebSocket from 'ws'
import {startShell} from './shell.mjs'

// Standard output carries events only.
for (const level of ['log', 'info', 'warn', 'debug']) console[level] = console.error

// Given no STUN server, werift asks a public one, and on a closed network gathers for 5 s.
const gather = Connection.prototype.getCandidatePromises
Connection.prototype.getCandidatePromises = function (...args) {
  if (!this.options.stunServer) this.stunServer = undefined
  return gather.apply(this, args)
}

globalThis.WebSocket = class extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols)
    // The library sets no error handler, and without one a refused connection would end Node.
    this.on('error', error => console.error(`relay ${url}: ${error.message}`))
  }
}

const emit = event => process.stdout.write(JSON.stringify(event) + '\n')

const countThreads = () => {
  try {
    return readdirSync('/proc/self/task').length
  } catch {
    return null
  }
}

const stats = () => {
  const {rss, heapUsed} = process.memoryUsage()
  const {user, system} = process.cpuUsage()
  return {rss, heap: heapUsed, cpuMs: (user + system) / 1_000, pid: process.pid, threads: countThreads()}
}

const weriftVersion = JSON.parse(readFileSync(new URL('package.json', import.meta.url))).dependencies.werift

const shell = startShell({
  emit,
  stats,
  readFile: async path => new Uint8Array(await readFile(path)),
  exit: () => process.exit(0),
  // Read at each connection, whoever makes it: MQTT brings its own WebSocket.
  allowInsecureTls: () => (process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'),
  runtime: `node ${process.versions.node} werift ${weriftVersion}`,
  pid: process.pid,
  rtcPolyfill: RTCPeerConnection
})

// A peer that goes away in the middle of a send can leave a rejection that the library handles nowhere.
const report = error => {
  console.error(error)
  emit({ev: 'log', level: 'error', text: String(error?.message ?? error)})
}
process.on('unhandledRejection', report)
process.on('uncaughtException', report)
process.stdout.on('error', () => process.exit(1))

process.argv.slice(2).forEach(shell.line)
createInterface({input: process.stdin})
  .on('line', text => text.trim() && shell.line(text))
  .on('close', shell.end)
