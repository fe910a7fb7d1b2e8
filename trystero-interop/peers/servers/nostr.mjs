// A Nostr relay: @nostr-relay, which verifies ids and signatures, with an event store in memory. What it lacks is added
// here: it takes no heed of tags in filters when an event comes in.
// Commands: refuse {reason, times}, the reason that events are refused with, so many times or from now on, or none;
// refuseSubscriptions {reason}, the same for REQ, answered by CLOSED; closed {reason}, ends all subscriptions;
// notice {text}; subscriptions -> {count, topics}.
import {createRequire} from 'node:module'
import {run} from './server-process.mjs'

const require = createRequire(import.meta.url)
const {EventRepository, EventUtils, LogLevel} = require('@nostr-relay/common')
const {NostrRelay} = require('@nostr-relay/core')
const {Validator} = require('@nostr-relay/validator')

const tagFilter = /^#([a-zA-Z])$/

const hasTags = (event, filter) =>
  Object.entries(filter).every(([key, wanted]) => {
    const name = tagFilter.exec(key)?.[1]
    return !name || event.tags.some(tag => tag[0] === name && wanted.includes(tag[1]))
  })

const matches = (event, filter) => EventUtils.isMatchingFilter(event, filter) && hasTags(event, filter)

class Store extends EventRepository {
  #events = new Map()

  isSearchSupported() {
    return false
  }

  upsert(event) {
    const isDuplicate = this.#events.has(event.id)
    this.#events.set(event.id, event)
    return {isDuplicate}
  }

  find(filter) {
    return [...this.#events.values()].filter(event => matches(event, filter)).slice(0, filter.limit ?? 500)
  }

  async destroy() {}
}

const relay = new NostrRelay(new Store(), {logLevel: LogLevel.ERROR})
// Wide enough for what the library asks for: 250 topics in a filter, and their kinds.
const validator = new Validator({maxContentLength: 1 << 20, maxFilterKindsLength: 250, maxFilterGenericTagsLength: 250})

const subscribers = new Set()
let refusal = null
let subscriptionRefusal = null

// A client as the relay sees it. Of the events that the relay has for it, those that it asked for go on.
class Subscriber {
  filters = new Map()

  constructor(socket) {
    this.socket = socket
  }

  get readyState() {
    return this.socket.readyState
  }

  send(text) {
    const [type, id, event] = JSON.parse(text)
    if (type === 'EVENT' && !this.filters.get(id)?.some(filter => matches(event, filter))) return
    this.socket.send(text)
  }

  say(...message) {
    this.socket.send(JSON.stringify(message))
  }

  async take(message) {
    const [type, first, ...rest] = message
    if (type === 'EVENT' && refusal) {
      this.say('OK', first.id, false, refusal.reason)
      if (--refusal.times === 0) refusal = null
      return
    }
    if (type === 'REQ') {
      if (subscriptionRefusal !== null) return this.say('CLOSED', first, subscriptionRefusal)
      this.filters.set(first, rest)
    }
    if (type === 'CLOSE') this.filters.delete(first)
    await relay.handleMessage(this, message)
  }

  async closeAll(reason) {
    for (const id of [...this.filters.keys()]) {
      await this.take(['CLOSE', id])
      this.say('CLOSED', id, reason)
    }
  }
}

const event = (topic, rest) => ({
  id: 'a'.repeat(64),
  pubkey: 'b'.repeat(64),
  created_at: Math.floor(Date.now() / 1_000),
  kind: 20_000,
  tags: [['x', topic]],
  content: '{"peerId":"A1b2C3d4E5f6G7h8I9j0"}',
  sig: 'c'.repeat(128),
  ...rest
})

await run({
  onConnection: (socket, request) => {
    const subscriber = new Subscriber(socket)
    subscribers.add(subscriber)
    relay.handleConnection(subscriber, request.socket.remoteAddress)
    // One message at a time, so that they keep their order.
    let turn = Promise.resolve()
    socket.on('message', data => {
      turn = turn
        .then(async () => subscriber.take(await validator.validateIncomingMessage(data)))
        .catch(error => subscriber.say('NOTICE', error.message))
    })
    socket.on('close', () => {
      subscribers.delete(subscriber)
      relay.handleDisconnect(subscriber)
    })
  },

  garbage: topic => {
    const ids = [...subscribers].flatMap(({filters}) => [...filters.keys()])
    const events = [
      {},
      {id: 17},
      {sig: null},
      {pubkey: 'not hex'},
      {kind: 'twenty'},
      {created_at: 'now'},
      {tags: null},
      {tags: [[], ['x'], 'x', ['x', 7]]},
      {tags: [['x', 'another topic']]},
      {content: {peerId: 'A1b2C3d4E5f6G7h8I9j0'}},
      {content: undefined}
    ].map(rest => event(topic, rest))
    return [
      ...['nobody’s', 42, ...ids].flatMap(id => [
        ['EVENT', id],
        ['EVENT', id, 'text'],
        ['EVENT', id, null],
        ...events.map(each => ['EVENT', id, each])
      ]),
      ['EVENT'],
      ['EOSE'],
      ['EOSE', 'nobody’s'],
      ['OK'],
      ['OK', 'a'.repeat(64)],
      ['OK', 'a'.repeat(64), 'false', 7],
      ['CLOSED'],
      ['NOTICE'],
      ['NOTICE', {}],
      ['AUTH', 'challenge'],
      ['COUNT', 'nobody’s', {count: 1}],
      [{}],
      [[]]
    ].map(message => JSON.stringify(message))
  },

  commands: {
    refuse: ({reason = null, times = Infinity}) => void (refusal = reason === null ? null : {reason, times}),
    refuseSubscriptions: ({reason = null}) => void (subscriptionRefusal = reason),
    closed: async ({reason}) => void (await Promise.all([...subscribers].map(each => each.closeAll(reason)))),
    notice: ({text}) => subscribers.forEach(each => each.say('NOTICE', text)),
    subscriptions: () => {
      const filters = [...subscribers].flatMap(each => [...each.filters.values()])
      const topics = filters.flat().flatMap(filter => filter['#x'] ?? [])
      return {count: filters.length, topics: [...new Set(topics)]}
    }
  }
})
