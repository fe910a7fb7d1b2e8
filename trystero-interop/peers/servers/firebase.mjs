// A Firebase Realtime Database: firebase-server keeps the data and judges by the rules; firebase-connection.mjs adds
// what it lacks. Any namespace is the same database. WebSocket only: the SDK must not fall back to long polling.
// Commands: rules {rules}, such as {".read": true, ".write": false}; data {path} -> {value}; listens -> {paths}.
import {createRequire} from 'node:module'
import {FirebaseConnection} from './firebase-connection.mjs'
import {nonsense, options, run} from './server-process.mjs'

const FirebaseServer = createRequire(import.meta.url)('firebase-server')

const rootPath = options.path ?? '__trystero__'
const connections = new Set()
let database

// One request at a time, whosoever's it is.
let turn = Promise.resolve()
const inTurn = work => {
  const done = turn.then(work)
  turn = done.catch(error => console.error(error))
  return done
}

const garbageAt = path => ({
  [`${path}/-A`]: 7,
  [`${path}/-B`]: 'text',
  [`${path}/-C`]: {_: 7},
  [`${path}/-D`]: {_: 'text'},
  [`${path}/-E`]: {_: {peerId: 7}},
  [`${path}/-F`]: {_: {nobody: 'known'}, offer: [1, 2]},
  [`${path}/A1b2C3d4E5f6G7h8I9j0`]: {'-A': 7, '-B': {a: {b: 'c'}}, '-C': '{', '-D': '"text"', '-E': '{"peerId":7}'}
})

await run({
  scheme: 'http',

  refuseUpgrade: ({url}) => (url.startsWith('/.ws?') ? undefined : '404 Not Found'),

  onListening: port => {
    // It tells clients which host to come back to.
    database = new FirebaseServer({noServer: true}, `127.0.0.1:${port}`)
  },

  onConnection: socket => {
    const connection = new FirebaseConnection(socket, database, connections)
    connections.add(connection)
    socket.on('message', data => connection.frame(String(data), request => void inTurn(() => connection.request(request))))
    socket.on('close', () => {
      connections.delete(connection)
      void inTurn(() => connection.disconnected())
    })
  },

  // Texts of digits count frames, so that no client could understand what comes next.
  nonsense: nonsense.filter(text => Number.isNaN(Number(text))),

  garbage: topic => {
    const listened = [...connections].flatMap(({listens}) => [...listens]).filter(path => path.split('/').includes(topic))
    for (const path of new Set([`${rootPath}/${topic}`, ...listened])) {
      for (const [at, value] of Object.entries(garbageAt(path))) {
        void inTurn(async () => {
          void database.baseRef.child(at).set(value) // never told of as done, as the store is offline
          for (const connection of connections) await connection.changed(at)
        })
      }
    }
    return [
      {t: 'd'},
      {t: 'd', d: null},
      {t: 'd', d: {a: 'd'}},
      {t: 'd', d: {a: 'd', b: {}}},
      {t: 'd', d: {a: 'd', b: {p: 7, d: 7}}},
      {t: 'd', d: {a: 'd', b: {p: 'nobody/asked', d: {_: {peerId: 'text'}}}}},
      {t: 'd', d: {a: 'm', b: {p: 'nobody/asked', d: 'text'}}},
      {t: 'd', d: {r: 1e9, b: {s: 'ok', d: {}}}},
      {t: 'd', d: {r: 'text', b: 7}},
      {t: 'd', d: {a: 'sd', b: {msg: 'garbage is on its way'}}},
      {t: 'x', d: {}},
      {t: 7}
    ].map(message => JSON.stringify(message))
  },

  commands: {
    rules: ({rules}) =>
      inTurn(async () => {
        database.setRules({rules})
        connections.forEach(connection => connection.judgeAgain())
      }),
    data: async ({path = ''}) => {
      await turn
      return {value: await database.getValue(path ? database.baseRef.child(path) : undefined)}
    },
    listens: () => ({paths: [...new Set([...connections].flatMap(({listens}) => [...listens]))]})
  }
})
