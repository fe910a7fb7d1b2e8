// The relay of this program as a strategy of the JavaScript library: subscribe, unsubscribe and publish, as JSON.
import {createRelayManager, createTopicStrategy, makeSocket, toJson} from '@trystero-p2p/core'

const relays = createRelayManager(client => client.socket)
const handlers = new Map()

const tell = (client, type, topic, payload) => client.send(toJson({type, topic, payload}))

const connect = url => {
  const client = makeSocket(
    url,
    text => {
      const {topic, payload} = JSON.parse(text)
      handlers.get(topic)?.(topic, payload)
    },
    () => handlers.forEach((handler, topic) => tell(client, 'subscribe', topic))
  )
  return client
}

export const joinRoom = createTopicStrategy({
  init: ({relayConfig: {urls}}) => urls.map(url => relays.register(url, () => connect(url)).ready),

  subscribeTopic: (client, topic, onMessage) => {
    handlers.set(topic, onMessage)
    tell(client, 'subscribe', topic)
    return () => {
      handlers.delete(topic)
      tell(client, 'unsubscribe', topic)
    }
  },

  publishTopic: (client, topic, payload) => tell(client, 'publish', topic, payload)
})
