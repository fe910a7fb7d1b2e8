// One joined room: turns the library's callbacks into events, in the order in which they came.
import {measure, measured, sources, traffic} from './media.mjs'
import {byteLength, describe, isBinary, payloadOf} from './payload.mjs'
import {strategies} from './strategies.mjs'
import {invalid, round} from './util.mjs'

// Describing a binary payload takes a while; what came after it must not overtake it.
const inOrder = emit => {
  const slots = []
  const flush = () => {
    while (slots[0]?.event) emit(slots.shift().event)
  }
  return (ev, fields, description = {}) => {
    const slot = {}
    const fill = described => {
      slot.event = {ev, ...fields, ...described}
      flush()
    }
    slots.push(slot)
    if (description instanceof Promise) description.then(fill)
    else fill(description)
  }
}

const pickStrategy = name => {
  const names = [name].flat()
  if (names.length !== 1) throw invalid('this peer joins by one strategy at a time')
  const strategy = strategies[names[0]]
  if (!strategy) throw invalid(`no strategy ${names[0]} here, only ${Object.keys(strategies).join(', ')}`)
  return [names[0], strategy]
}

// No public STUN server unless asked for. The library replaces TURN servers too when ICE servers
// are given, so without a list of its own a room gets its TURN servers as that list. One URL to an
// entry, as werift wants it.
const rtcConfigOf = ({rtcConfig, turnConfig = []}) => {
  const {iceServers = turnConfig, ...rest} = rtcConfig ?? {}
  return {...rest, iceServers: iceServers.flatMap(server => [server.urls].flat().map(urls => ({...server, urls})))}
}

const libraryConfig = (config, name, strategy, host) => {
  const {relays, insecureTls, handshakeRefuse, handshakeHang, ...rest} = config
  const relayConfig = {...rest.relayConfig, ...relays?.[name]}
  const missing = strategy.needs.filter(key => relayConfig[key] === undefined)
  if (missing.length) throw invalid(`${name} needs relayConfig.${missing.join(', ')}`)
  if (insecureTls) host.allowInsecureTls()
  const {rtcPolyfill} = host
  return {...rest, relayConfig, rtcConfig: rtcConfigOf(config), ...(rtcPolyfill ? {rtcPolyfill} : {})}
}

// The initiator sends the payload, the other side waits for it; then a peer may refuse or hang.
const handshakeOf = ({handshake, config}, event) => {
  if (handshake === undefined && !config.handshakeRefuse && !config.handshakeHang) return {}
  return {
    onPeerHandshake: async (peerId, send, receive, isInitiator) => {
      if (handshake !== undefined) {
        let got
        if (isInitiator) await send(handshake)
        else got = (await receive()).data
        event('handshake', {peerId, isInitiator, got: isBinary(got) ? await describe(got) : got})
      }
      if (config.handshakeRefuse) throw new Error('refused by the shell')
      if (config.handshakeHang) await new Promise(() => {})
    }
  }
}

const replyTo = (reply, data, host) => {
  if (reply === 'echo') return data
  if (reply === 'error') throw new Error('refused by the shell')
  if (reply === 'hang') return new Promise(() => {})
  return payloadOf(reply, host.readFile)
}

// What is sent and what comes, by the ids that the wire has for it.
const openMedia = (room, event) => {
  const streams = new Map()
  const remote = new Map()
  const named = track => ({id: track.id, kind: track.kind})

  const heard = tracks =>
    tracks.forEach(track => {
      remote.set(track.id, track)
      measure(track)
    })
  room.onPeerStream = (stream, peerId, metadata) => {
    const tracks = stream.getTracks()
    heard(tracks)
    event('stream', {peerId, streamId: stream.id, metadata, tracks: tracks.map(named)})
    stream.onaddtrack = ({track}) => heard([track])
    stream.onremovetrack = ({track}) => event('trackRemoved', {peerId, streamId: stream.id, ...named(track)})
  }
  room.onPeerTrack = (track, stream, peerId, metadata) => {
    heard([track])
    event('track', {peerId, streamId: stream.id, metadata, ...named(track)})
  }

  const streamOf = ({streamId}) => {
    const found = streams.get(streamId)
    if (!found) throw invalid(`no stream ${streamId} is sent`)
    return found
  }
  const optionsOf = ({target, metadata}) => ({
    ...(target === undefined ? {} : {target}),
    ...(metadata === undefined ? {} : {metadata})
  })
  const described = stream => ({streamId: stream.id, tracks: stream.getTracks().map(named)})
  // in a later room the same stream again, if its id is given
  const wanted = cmd => {
    const stream = sentStreams.get(cmd.streamId) ?? new MediaStream(sources(cmd))
    sentStreams.set(stream.id, stream)
    streams.set(stream.id, stream)
    return stream
  }

  return {
    addStream: async cmd => {
      const stream = wanted(cmd)
      await Promise.all(room.addStream(stream, optionsOf(cmd)))
      return described(stream)
    },
    removeStream: cmd => {
      const stream = streamOf(cmd)
      room.removeStream(stream, optionsOf(cmd))
      streams.delete(stream.id)
    },
    addTrack: async cmd => {
      const stream = wanted(cmd)
      await Promise.all(stream.getTracks().flatMap(track => room.addTrack(track, stream, optionsOf(cmd))))
      return described(stream)
    },
    removeTrack: cmd => {
      const stream = streamOf(cmd)
      stream.getTracks().forEach(track => room.removeTrack(track, optionsOf(cmd)))
      streams.delete(stream.id)
    },
    replaceTrack: async cmd => {
      const stream = streamOf(cmd)
      const [next] = sources(cmd)
      const old = stream.getTracks().find(({kind}) => kind === next.kind)
      if (!old) throw invalid(`stream ${stream.id} has no ${next.kind}`)
      await Promise.all(room.replaceTrack(old, next, optionsOf(cmd)))
      stream.removeTrack(old)
      stream.addTrack(next)
      return described(stream)
    },
    measured: async () => ({
      ...(await traffic(Object.values(room.getPeers()))),
      tracks: await Promise.all([...remote.values()].map(measured))
    })
  }
}

// Streams outlive the rooms that they were first sent in.
const sentStreams = new Map()

export const openRoom = (cmd, host) => {
  const {roomId, room: key = roomId, config = {}, actions = {}, handshakeTimeoutMs} = cmd
  const [name, strategy] = pickStrategy(cmd.strategy)
  const emit = inOrder(host.emit)
  const event = (ev, fields, description) => emit(ev, {room: key, ...fields}, description)
  const defined = new Map()
  const joinedAt = performance.now()

  const room = strategy.joinRoom(libraryConfig(config, name, strategy, host), roomId, {
    onJoinError: details => event('joinError', details),
    ...handshakeOf({...cmd, config}, event),
    ...(handshakeTimeoutMs === undefined ? {} : {handshakeTimeoutMs})
  })
  room.onPeerJoin = peerId => event('peerJoin', {peerId, sinceJoinMs: round(performance.now() - joinedAt)})
  room.onPeerLeave = peerId => event('peerLeave', {peerId})
  const media = openMedia(room, event)

  // Asked for again, an action starts counting afresh under its new options.
  const defineAction = (action, {kind = 'message', reply = 'echo', quiet = false, until}) => {
    const handle = room.makeAction(action, {kind})
    const total = {received: 0, bytes: 0}
    let firstAt = 0

    const take = (ev, data, {peerId, metadata}) => {
      if (!quiet) event(ev, {action, peerId, metadata}, describe(data))
      if (until === undefined) return
      firstAt ||= performance.now()
      total.received++
      total.bytes += byteLength(data)
      if (total.received === until) event('count', {action, ...total, ms: round(performance.now() - firstAt)})
    }

    handle.onReceiveProgress = quiet ? null : progressEvents('receiveProgress', action)
    if (kind === 'request') {
      handle.onRequest = (data, context) => {
        take('request', data, context)
        return replyTo(reply, data, host)
      }
    } else {
      handle.onMessage = (data, context) => take('message', data, context)
    }
    defined.set(action, {kind, handle})
  }

  // The library reports each chunk, in steps of 1/255: a large payload repeats itself.
  const progressEvents = (ev, action) => {
    const last = new Map()
    return (progress, {peerId, metadata}) => {
      if (progress < 1 && last.get(peerId) === progress) return
      last.set(peerId, progress)
      event(ev, {action, peerId, progress, metadata})
    }
  }

  const action = (wanted, kind) => {
    const found = defined.get(wanted)
    if (found?.kind !== kind) throw invalid(`no ${kind} action ${wanted} in room ${key}`)
    return found.handle
  }

  Object.entries(actions).forEach(([wanted, kind]) => defineAction(wanted, {kind}))
  return {key, room, strategy, media, defineAction, action, progressEvents}
}
