// A server of the laboratory as a process: listens on 127.0.0.1, prints one JSON line when it does, takes a JSON
// command a line on standard input, answers each as the peer shell does, and ends when its input ends.
//   node servers/….mjs [--port=N] [--cert=FILE --key=FILE] [--further=option]
import {readFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {createServer as createTlsServer} from 'node:https'
import {createInterface} from 'node:readline'
import {WebSocketServer} from 'ws'

// Standard output carries events only.
for (const level of ['log', 'info', 'warn', 'debug']) console[level] = console.error

process.on('unhandledRejection', error => console.error(error))

export const emit = event => process.stdout.write(JSON.stringify(event) + '\n')

export const options = Object.fromEntries(
  process.argv.slice(2).map(arg => {
    const [, name, value = ''] = /^--([a-z-]+)(?:=(.*))?$/s.exec(arg) ?? []
    if (!name) throw new Error(`not an option: ${arg}`)
    return [name, value]
  })
)

const isSecure = options.cert !== undefined

// What any server may say that its clients cannot make sense of.
export const nonsense = [
  ...['', 'garbage', '{', '{}', '[]', 'null', 'true', '42', '"text"', '[[[[[[[[', '{"":""}', '\u0000\uffff'],
  Buffer.from([0, 255, 1])
]

// Answers commands, a line each, until there are no more.
export const answerLines = commands => {
  const line = async text => {
    let cmd
    try {
      cmd = JSON.parse(text)
      if (!Object.hasOwn(commands, cmd.cmd)) throw new Error(`no command ${cmd.cmd}`)
      emit({ev: 'result', cmd: cmd.cmd, tag: cmd.tag, ok: true, value: (await commands[cmd.cmd](cmd)) ?? {}})
    } catch (error) {
      emit({ev: 'result', cmd: cmd?.cmd, tag: cmd?.tag, ok: false, error: error.message, kind: 'invalid'})
    }
  }
  createInterface({input: process.stdin})
    .on('line', text => text.trim() && void line(text))
    .on('close', () => process.exit(0))
  process.stdout.on('error', () => process.exit(1))
}

// `scheme` is what clients want the URL to begin with: ws or http. `refuseUpgrade(request)` returns a status to refuse
// it with. `onConnection(socket, request)` serves one client. `garbage(topic)` returns further nonsense that is of the
// network's own kind; a Buffer goes out as a binary frame. `commands` are the network's own, by name.
export const run = async ({scheme = 'ws', refuseUpgrade, onListening, onConnection, garbage, commands, ...own}) => {
  const web = isSecure
    ? createTlsServer({cert: readFileSync(options.cert), key: readFileSync(options.key)})
    : createServer()
  const sockets = new WebSocketServer({noServer: true, maxPayload: 16 * 1024 * 1024})
  let isWatching = false

  web.on('upgrade', (request, socket, head) => {
    const status = refuseUpgrade?.(request)
    if (status) return void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    sockets.handleUpgrade(request, socket, head, client => {
      client.on('error', error => console.error(error))
      client.on('message', (data, isBinary) => {
        if (isWatching) emit({ev: 'received', ...(isBinary ? {b64: data.toString('base64')} : {text: String(data)})})
      })
      onConnection(client, request)
    })
  })

  const all = {
    connections: () => ({count: sockets.clients.size}),

    // Every client is cut off without a word, or closed with the code given.
    drop: ({code}) => sockets.clients.forEach(client => (code ? client.close(code) : client.terminate())),

    // Whatever clients say is reported from now on as `received` events, or no longer.
    watch: ({on = true}) => void (isWatching = on),

    garbage: ({topic}) => {
      const messages = [...(own.nonsense ?? nonsense), ...garbage(topic)]
      sockets.clients.forEach(client => messages.forEach(message => client.send(message)))
    },

    pid: () => ({pid: process.pid}),

    // To each client, as it is.
    say: ({text}) => sockets.clients.forEach(client => client.send(text)),

    ...commands
  }

  await new Promise((resolve, reject) => {
    web.once('error', reject).listen(Number(options.port ?? 0), '127.0.0.1', resolve)
  })
  const {port} = web.address()
  await onListening?.(port)
  emit({ev: 'listening', url: `${scheme}${isSecure ? 's' : ''}://127.0.0.1:${port}`, pid: process.pid})

  answerLines(all)
}
