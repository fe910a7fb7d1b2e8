// A stand-in for Supabase Realtime: Phoenix channels (serializer 2.0.0) with broadcasts, as far as the real client and
// the library use them. It is ours, so that the real client accepts it is the check.
//   --api-key=K: the API key that lets in (anon).
// Commands: refuse {reason}, what joins of channels are refused with from now on, or none; fail, ends all channels by
// phx_error, so that clients join them again; end, the same by phx_close, so that they do not; channels -> {topics}.
import {options, run} from './server-process.mjs'

const key = options['api-key'] ?? 'anon'
const path = '/realtime/v1/websocket'
const pushed = 3
const broadcast = 4
const isJson = 1

const clients = new Set()
let refusal = null

// [kind, lengths of the fields, encoding], the fields, the payload; integers of one byte.
const readPush = frame => {
  const lengths = [...frame.subarray(1, 6)]
  let at = 7
  const [joinRef, ref, topic, event, metadata] = lengths.map(length => frame.toString('utf8', at, (at += length)))
  if (frame[0] !== pushed || at > frame.length) throw new Error(`not a broadcast: ${frame.subarray(0, 7).toString('hex')}`)
  return {joinRef, ref, topic, event, metadata, encoding: frame[6], payload: frame.subarray(at)}
}

const writeBroadcast = ({topic, event, metadata = '', encoding = isJson, payload}) => {
  const fields = [topic, event, metadata].map(field => Buffer.from(field))
  return Buffer.concat([Buffer.from([broadcast, ...fields.map(({length}) => length), encoding]), ...fields, Buffer.from(payload)])
}

// One client's socket, with the channels that it has joined: by topic, whether it hears itself and its join reference.
class Client {
  channels = new Map()

  constructor(socket) {
    this.socket = socket
  }

  say(joinRef, ref, topic, event, payload) {
    this.socket.send(JSON.stringify([joinRef, ref, topic, event, payload]))
  }

  reply(joinRef, ref, topic, status, response = {}) {
    this.say(joinRef, ref, topic, 'phx_reply', {status, response})
  }

  text([joinRef, ref, topic, event, payload]) {
    if (topic === 'phoenix' && event === 'heartbeat') return this.reply(null, ref, topic, 'ok')
    if (event === 'phx_join') return this.join(joinRef, ref, topic, payload)
    const channel = this.channels.get(topic)
    if (!channel) return this.reply(joinRef, ref, topic, 'error', {reason: 'unmatched topic'})
    if (event === 'phx_leave') {
      this.channels.delete(topic)
      this.reply(joinRef, ref, topic, 'ok')
      return this.say(joinRef, null, topic, 'phx_close', {})
    }
    if (event === 'broadcast') {
      this.share(topic, JSON.stringify([null, null, topic, event, payload]))
      if (channel.ack) this.reply(joinRef, ref, topic, 'ok')
    }
    // access_token and presence ask for nothing that a broadcast needs.
  }

  binary(frame) {
    const {joinRef, ref, ...message} = readPush(frame)
    const channel = this.channels.get(message.topic)
    if (!channel) return this.reply(joinRef, ref, message.topic, 'error', {reason: 'unmatched topic'})
    this.share(message.topic, writeBroadcast(message))
    if (channel.ack) this.reply(joinRef, ref, message.topic, 'ok')
  }

  join(joinRef, ref, topic, payload) {
    if (refusal !== null) return this.reply(joinRef, ref, topic, 'error', {reason: refusal})
    if (!/^realtime:./.test(topic)) return this.reply(joinRef, ref, topic, 'error', {reason: 'unmatched topic'})
    const {self = false, ack = false} = payload?.config?.broadcast ?? {}
    this.channels.set(topic, {joinRef, self, ack})
    this.reply(joinRef, ref, topic, 'ok', {postgres_changes: []})
    this.say(null, null, topic, 'presence_state', {})
  }

  share(topic, message) {
    clients.forEach(client => {
      const channel = client.channels.get(topic)
      if (channel && (client !== this || channel.self)) client.socket.send(message)
    })
  }

  endChannels(event) {
    this.channels.forEach(({joinRef}, topic) => this.say(joinRef, joinRef, topic, event, {}))
    this.channels.clear()
  }
}

await run({
  scheme: 'http',

  refuseUpgrade: request => {
    const url = new URL(request.url, 'http://localhost')
    if (url.pathname !== path) return '404 Not Found'
    if (url.searchParams.get('apikey') !== key) return '401 Unauthorized'
    if (url.searchParams.get('vsn') !== '2.0.0') return '400 Bad Request'
  },

  onConnection: socket => {
    const client = new Client(socket)
    clients.add(client)
    socket.on('message', (data, isBinary) => {
      try {
        if (isBinary) client.binary(data)
        else client.text(JSON.parse(data))
      } catch (error) {
        console.error(error.message)
        socket.terminate() // the real one ends a connection that it cannot read
      }
    })
    socket.on('close', () => clients.delete(client))
  },

  garbage: room => {
    const topic = `realtime:room:${room}:messages`
    const events = ['sdp', 'join'].flatMap(event => [
      ...['', '{', '42', 'null', '[]', '{}', '"text"', '"{\\"peerId\\":7}"', '{"peerId":{}}'].map(payload =>
        writeBroadcast({topic, event, payload})
      ),
      writeBroadcast({topic, event, encoding: 0, payload: 'bytes'}),
      writeBroadcast({topic, event, encoding: 9, payload: '{}'}),
      writeBroadcast({topic, event, metadata: '{', payload: '{}'})
    ])
    const whole = writeBroadcast({topic, event: 'sdp', payload: '"text"'})
    return [
      ...events,
      writeBroadcast({topic, event: 'nobody’s', payload: '{}'}),
      writeBroadcast({topic: 'realtime:nobody’s', event: 'sdp', payload: '"text"'}),
      ...[1, 3, 5, 9, topic.length].map(length => whole.subarray(0, length)),
      Buffer.from([broadcast, 255, 255, 255, 1]),
      Buffer.from([99, 0, 0, 0, 0]),
      ...[
        [null, null, topic],
        [null, null, topic, 'broadcast'],
        [null, null, topic, 'broadcast', null],
        [null, null, topic, 'broadcast', 'text'],
        [null, null, topic, 'broadcast', {type: 'broadcast', event: 'sdp'}],
        [null, null, topic, 'broadcast', {type: 'broadcast', event: 7, payload: 'text'}],
        [null, null, topic, 'system', {status: 'error', message: 'garbage is on its way'}],
        [null, null, topic, 'presence_state', 7],
        ['nobody’s', 'nobody’s', topic, 'phx_reply', {status: 'ok', response: {}}],
        [null, 'nobody’s', 'phoenix', 'phx_reply', {}],
        ['nobody’s', null, topic, 'phx_error', {}],
        [1, 2, 3, 4, 5]
      ].map(message => JSON.stringify(message))
    ]
  },

  commands: {
    refuse: ({reason = null}) => void (refusal = reason),
    fail: () => clients.forEach(client => client.endChannels('phx_error')),
    end: () => clients.forEach(client => client.endChannels('phx_close')),
    channels: () => ({topics: [...new Set([...clients].flatMap(({channels}) => [...channels.keys()]))]})
  }
})
