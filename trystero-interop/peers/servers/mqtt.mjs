// An MQTT broker: Mosquitto, with a configuration made here, ended when this process ends. It listens on WebSockets for
// anyone (`url`), on WebSockets for one user (`passwordUrl`), on TCP for anyone (`tcpUrl`) and, given a certificate, on
// WebSockets over TLS (`tlsUrl`).
//   --ports=N,N,N,N: those of an earlier start, in that order.
// Commands: publish {topic, text or b64, retain}; connections; drop, which starts the broker anew; garbage {topic}.
import {spawn, spawnSync} from 'node:child_process'
import {chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir, userInfo} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import mqtt from 'mqtt'
import {answerLines, emit, nonsense, options} from './server-process.mjs'

const user = 'user'
const password = 's3cret'
// Debian puts it where only root's path leads.
const env = {...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin`}

const freePort = async () => {
  const server = createServer()
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

const ports = options.ports
  ? options.ports.split(',').map(Number)
  : [await freePort(), await freePort(), await freePort(), await freePort()]
const [open, guarded, tcp, tls] = ports
const directory = mkdtempSync(join(tmpdir(), 'mqtt-'))
const file = name => join(directory, name)

const lines = [
  'per_listener_settings true',
  'persistence false',
  'log_dest stderr',
  'log_type error',
  'log_type warning',
  'log_type notice',
  'log_type information',
  'connection_messages true',
  `user ${userInfo().username}`,
  ...[`listener ${open} 127.0.0.1`, 'protocol websockets', 'allow_anonymous true'],
  ...[`listener ${guarded} 127.0.0.1`, 'protocol websockets', 'allow_anonymous false', `password_file ${file('passwords')}`],
  ...[`listener ${tcp} 127.0.0.1`, 'allow_anonymous true']
]
spawnSync('mosquitto_passwd', ['-b', '-c', file('passwords'), user, password], {env})
if (options.cert) {
  copyFileSync(options.cert, file('cert.pem'))
  copyFileSync(options.key, file('key.pem'))
  chmodSync(file('key.pem'), 0o600)
  lines.push(`listener ${tls} 127.0.0.1`, 'protocol websockets', 'allow_anonymous true')
  lines.push(`certfile ${file('cert.pem')}`, `keyfile ${file('key.pem')}`)
}
writeFileSync(file('mosquitto.conf'), lines.join('\n') + '\n')

// The broker publishes how many clients it has every ten seconds at best, so they are counted by its log.
const clients = new Set()
const came = /: New client connected from \S+ as (\S+) /
const went = /[Cc]lient (\S+?),? (?:closed|disconnect|has exceeded|already connected)/

let broker
let isEnding = false

const start = async () => {
  clients.clear()
  const started = spawn('mosquitto', ['-c', file('mosquitto.conf')], {env, stdio: ['ignore', 'ignore', 'pipe']})
  broker = started
  await new Promise((resolve, reject) => {
    started.on('error', reject)
    started.on('exit', code => {
      reject(new Error(`mosquitto ended with ${code}`))
      if (broker === started && !isEnding) process.exit(1)
    })
    createInterface({input: started.stderr}).on('line', line => {
      console.error(line)
      if (line.includes(' running')) resolve()
      const [, comer] = came.exec(line) ?? []
      const [, goer] = went.exec(line) ?? []
      if (goer) clients.delete(goer)
      if (comer) clients.add(comer)
    })
  })
}

const stop = async () => {
  const stopped = broker
  broker = null
  await new Promise(resolve => {
    stopped.on('exit', resolve)
    stopped.kill('SIGKILL')
  })
}

const publish = async messages => {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${tcp}`, {clientId: 'lab'})
  for (const {topic, payload, retain = false} of messages) await client.publishAsync(topic, payload, {retain, qos: 1})
  await client.endAsync()
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.exit(1))
process.on('exit', () => {
  isEnding = true
  broker?.kill('SIGKILL')
  rmSync(directory, {recursive: true, force: true})
})

await start()
emit({
  ev: 'listening',
  url: `ws://127.0.0.1:${open}`,
  passwordUrl: `ws://${user}:${password}@127.0.0.1:${guarded}`,
  tcpUrl: `mqtt://127.0.0.1:${tcp}`,
  ...(options.cert ? {tlsUrl: `wss://127.0.0.1:${tls}`} : {}),
  ports,
  pid: process.pid
})

answerLines({
  connections: () => ({count: [...clients].filter(id => id !== 'lab').length}),
  drop: async () => {
    await stop()
    await start()
  },
  pid: () => ({pid: broker.pid}),
  publish: ({topic, text, b64, retain}) => publish([{topic, payload: text ?? Buffer.from(b64, 'base64'), retain}]),
  garbage: ({topic}) =>
    publish([...nonsense, Buffer.alloc(20_000, 0x7b), '{"peerId":7}', '{"peerId":{}}'].map(payload => ({topic, payload})))
})
