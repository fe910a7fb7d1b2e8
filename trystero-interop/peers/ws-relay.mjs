// The self-hosted WebSocket relay, as a thin strategy over the library's own building blocks.
// It speaks what the library's relay client speaks: subscribe, unsubscribe and publish out,
// {topic, payload} in, the payload being a string of JSON (an object is taken too).
import {createRelayManager, createTopicStrategy, makeSocket, toJson} from '@trystero-p2p/core'

const relays = createRelayManager(client => client.socket)
const listenersByTopic = relays.scoped()

const isPayload = value =>
  typeof value === 'string' || (value !== null && typeof value === 'object' && !Array.isArray(value))

const parse = text => {
  try {
    const {topic, payload} = JSON.parse(text)
    return typeof topic === 'string' && isPayload(payload) ? {topic, payload} : null
  } catch {
    return null
  }
}

// The library's sockets reconnect by themselves, but a relay forgets the subscriptions of a closed
// socket. `relayConfig.resubscribe: false` is the behaviour of the client up to 0.25.3, which says
// nothing to the relay after a reconnect and so is deaf from then on.
const connect = (url, resubscribe) => {
  const client = makeSocket(
    url,
    text => {
      const message = parse(text)
      const listeners = message && listenersByTopic.forRelay(client)[message.topic]
      listeners?.forEach(listener => listener(message.topic, message.payload))
    },
    resubscribe
      ? () => Object.keys(listenersByTopic.forRelay(client)).forEach(topic => say(client, 'subscribe', topic))
      : undefined
  )
  return client
}

const say = (client, type, topic, payload) => client.send(toJson({type, topic, payload}))

export const joinRoom = createTopicStrategy({
  init: ({relayConfig: {urls, resubscribe = true}}) =>
    urls.map(url => relays.register(url, () => connect(url, resubscribe)).ready),

  subscribeTopic: (client, topic, onMessage) => {
    const topics = listenersByTopic.forRelay(client)
    const listener = (from, payload) => void onMessage(from, payload)

    if (!topics[topic]) {
      topics[topic] = new Set()
      say(client, 'subscribe', topic)
    }
    topics[topic].add(listener)

    return () => {
      const listeners = topics[topic]
      if (listeners?.delete(listener) && listeners.size === 0) {
        delete topics[topic]
        say(client, 'unsubscribe', topic)
      }
    }
  },

  publishTopic: (client, topic, payload) => say(client, 'publish', topic, payload)
})

export const getRelaySockets = relays.getSockets
