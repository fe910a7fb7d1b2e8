// The peer shell over the JavaScript library: one JSON command a line in, one JSON event a line
// out. Shared by the Node peer and the page; what differs between them comes in as `host`:
//   emit(event), readFile(path), stats(), exit(), allowInsecureTls(), runtime, pid, rtcPolyfill.
import {selfId} from '@trystero-p2p/core'
import {describe, pattern, payloadOf} from './payload.mjs'
import {openRoom} from './room.mjs'
import {strategies} from './strategies.mjs'
import {invalid, round, sleep} from './util.mjs'

const exitGraceMs = 1_000
const relayStates = ['connecting', 'open', 'closing', 'closed']

// The library names the kind of failed requests only; its other errors tell by their words.
const kindOf = error =>
  error.kind ??
  (/no active peer|peer (disconnected|left|replaced)|room left/.test(error.message) ? 'disconnected' : 'invalid')

const timed = async work => {
  const start = performance.now()
  const value = await work()
  return {...value, ms: round(performance.now() - start)}
}

export const startShell = host => {
  const rooms = new Map()
  const connectionNumbers = new Map()
  const leaving = new Set()

  const roomOf = ({room}) => {
    const found = rooms.get(room)
    if (!found) throw invalid(`not in room ${room}`)
    return found
  }

  const numberOf = connection => {
    if (!connectionNumbers.has(connection)) connectionNumbers.set(connection, connectionNumbers.size + 1)
    return connectionNumbers.get(connection)
  }

  const connections = () =>
    Object.fromEntries(
      [...rooms].map(([key, {room}]) => [
        key,
        Object.fromEntries(Object.entries(room.getPeers()).map(([peer, connection]) => [peer, numberOf(connection)]))
      ])
    )

  const sendOptions = ({metadata, progress, action}, joined, onEvent) => {
    const report = joined.progressEvents('sendProgress', action)
    return {
      ...(metadata === undefined ? {} : {metadata}),
      ...(progress ? {onProgress: (...step) => (onEvent?.(), report(...step))} : {})
    }
  }

  // The library hands back the room being left when it is joined again too soon, so wait for it.
  const leave = key => {
    const {room} = roomOf({room: key})
    rooms.delete(key)
    const left = room.leave().finally(() => leaving.delete(left))
    leaving.add(left)
    return left
  }

  const commands = {
    join: async cmd => {
      const key = cmd.room ?? cmd.roomId
      if (leaving.size) await Promise.allSettled(leaving)
      if (rooms.has(key)) throw invalid(`already in room ${key}`)
      const joined = openRoom(cmd, host)
      rooms.set(key, joined)
      return {selfId, room: key, passive: joined.room.isPassive()}
    },

    action: cmd => roomOf(cmd).defineAction(cmd.name, cmd),

    send: async cmd => {
      const joined = roomOf(cmd)
      const action = joined.action(cmd.action, 'message')
      const made = payloadOf(cmd, host.readFile)
      const data = made instanceof Promise ? await made : made
      let progressEvents = 0
      const options = sendOptions(cmd, joined, () => progressEvents++)
      const {ms} = await timed(() => action.send(data, {...options, ...(cmd.target ? {target: cmd.target} : {})}))
      return {ms, progressEvents}
    },

    flood: async cmd => {
      const action = roomOf(cmd).action(cmd.action, 'message')
      const data = pattern(cmd.bytes, cmd.seed)
      const options = cmd.target ? {target: cmd.target} : {}
      return timed(async () => {
        for (let i = 0; i < cmd.count; i++) await action.send(data, options)
      })
    },

    request: async cmd => {
      const joined = roomOf(cmd)
      const action = joined.action(cmd.action, 'request')
      const made = payloadOf(cmd, host.readFile)
      const data = made instanceof Promise ? await made : made
      const {timeoutMs, target, targets = Array.isArray(target) ? target : undefined} = cmd
      const options = {...sendOptions(cmd, joined), ...(timeoutMs === undefined ? {} : {timeoutMs})}
      if (!targets) return describe(await action.request(data, {...options, target}))
      const results = await action.requestMany(data, {...options, targets})
      return {
        results: await Promise.all(
          results.map(async ({peerId, status, value, error}) => ({
            peerId,
            status,
            ...(status === 'fulfilled' ? {value: await describe(value)} : {}),
            ...(error ? {error: error.message} : {})
          }))
        )
      }
    },

    // The library counts whole milliseconds; on one machine that is mostly 0 or 1.
    ping: async cmd => timed(async () => void (await roomOf(cmd).room.ping(cmd.peer))),

    peers: cmd => ({
      peers: Object.entries(roomOf(cmd).room.getPeers()).map(([id, connection]) => ({
        id,
        state: connection.connectionState
      }))
    }),

    connections: () => ({rooms: connections()}),

    relays: () => ({
      relays: Object.fromEntries(
        Object.values(strategies).flatMap(({getRelaySockets}) =>
          Object.entries(getRelaySockets?.() ?? {}).map(([url, {readyState}]) => [url, relayStates[readyState]])
        )
      )
    }),

    addStream: cmd => roomOf(cmd).media.addStream(cmd),
    removeStream: cmd => roomOf(cmd).media.removeStream(cmd),
    addTrack: cmd => roomOf(cmd).media.addTrack(cmd),
    removeTrack: cmd => roomOf(cmd).media.removeTrack(cmd),
    replaceTrack: cmd => roomOf(cmd).media.replaceTrack(cmd),
    media: cmd => roomOf(cmd).media.measured(),

    leave: cmd => leave(cmd.room),

    // Lets time pass: the library's offers are too old after 57 s, which no test wants to wait for.
    age: ({ms}) => {
      const now = Date.now
      Date.now = () => now.call(Date) + ms
    },

    // A browser counts closed connections until they are collected, and refuses the 501st.
    gc: () => globalThis.gc?.(),

    stats: async () => ({
      ...(await host.stats()),
      connections: new Set(Object.values(connections()).flatMap(peers => Object.values(peers))).size
    })
  }

  // What a command does at once, it does in the order of the lines; the rest runs side by side.
  const run = async cmd => {
    const head = {ev: 'result', cmd: cmd.cmd, tag: cmd.tag}
    try {
      if (!Object.hasOwn(commands, cmd.cmd)) throw invalid(`no command ${cmd.cmd}`)
      host.emit({...head, ok: true, value: (await commands[cmd.cmd](cmd)) ?? {}})
    } catch (error) {
      host.emit({...head, ok: false, error: error.message, kind: kindOf(error)})
    }
  }

  const end = async () => {
    const left = [...rooms.keys()].map(leave)
    await Promise.race([Promise.allSettled([...left, ...leaving]), sleep(exitGraceMs)])
    host.exit()
  }

  const line = text => {
    let cmd
    try {
      cmd = JSON.parse(text)
      if (cmd === null || typeof cmd !== 'object' || Array.isArray(cmd)) throw new Error('a command is a JSON object')
    } catch (error) {
      host.emit({ev: 'result', ok: false, error: error.message, kind: 'invalid'})
      return
    }
    if (cmd.cmd !== 'exit') return void run(cmd)
    host.emit({ev: 'result', cmd: 'exit', tag: cmd.tag, ok: true, value: {}})
    void end()
  }

  host.emit({ev: 'ready', selfId, runtime: host.runtime, pid: host.pid})
  return {line, end}
}
