// A Firebase Realtime Database, as a thin strategy over the library's building blocks and the Firebase SDK. The app id is
// the database's URL. Under the room's node, each peer is a child whose `_` is its announce, and what one peer says to
// another is a child of <self topic of the other>/<id of the one>.
import {initializeApp} from '@firebase/app'
import {
  child,
  forceWebSockets,
  getDatabase,
  onChildAdded,
  onDisconnect,
  push,
  ref,
  remove,
  set
} from '@firebase/database'
import {createTopicStrategy, fromJson, selfId} from '@trystero-p2p/core'

const defaultPath = '__trystero__'

const databases = new Map()
const presences = new Map() // by room: the child that tells that we are there

// The test's database knows no long polling, which the SDK would try after a lost connection.
const databaseAt = url => {
  if (!databases.has(url)) {
    forceWebSockets()
    databases.set(url, getDatabase(initializeApp({databaseURL: url}, url)))
  }
  return databases.get(url)
}

const hearPresences = (room, topic, onMessage) =>
  onChildAdded(room, entry => {
    const announce = entry.val()?._
    if (announce) void onMessage(topic, announce)
  })

// A sender's node goes when its last signal is taken, and comes again with the next: it is listened to once all the same.
const hearSignals = (self, topic, onMessage) => {
  const senders = new Map()
  const stop = onChildAdded(self, sender => {
    if (senders.has(sender.key)) return
    const stopSender = onChildAdded(sender.ref, signal => {
      void onMessage(topic, signal.val())
      void remove(signal.ref)
    })
    senders.set(sender.key, stopSender)
  })
  return () => {
    stop()
    senders.forEach(stopSender => stopSender())
    void remove(self)
  }
}

const withdraw = room => {
  const presence = presences.get(String(room))
  presences.delete(String(room))
  if (presence) void remove(presence)
}

export const joinRoom = createTopicStrategy({
  init: ({appId, relayConfig}) => ref(databaseAt(appId), relayConfig?.firebasePath ?? defaultPath),

  subscribeTopic: (base, topic, onMessage, {kind, rootTopic}) => {
    const room = child(base, rootTopic)
    if (kind === 'self') return hearSignals(child(room, topic), topic, onMessage)
    const stop = hearPresences(room, topic, onMessage)
    return () => {
      stop()
      withdraw(room)
    }
  },

  publishTopic: (base, topic, message, {kind, rootTopic}) => {
    const room = child(base, rootTopic)
    if (kind === 'announce') {
      const presence = presences.get(String(room)) ?? push(room)
      presences.set(String(room), presence)
      void set(presence, {_: typeof message === 'string' ? fromJson(message) : message})
      void onDisconnect(presence).remove()
      return
    }
    const signal = push(child(room, `${topic}/${selfId}`))
    void onDisconnect(signal).remove()
    void set(signal, message)
  },

  unpublishTopic: (base, topic, {rootTopic}) => withdraw(child(base, rootTopic))
})
