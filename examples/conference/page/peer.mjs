// The page: sends the microphone or the camera, and plays what the others send.
import {appId, relayUrl} from '/settings.js'
import {joinRoom} from './relay.mjs'

const star = new URLSearchParams(location.search).has('star')
const room = joinRoom({appId, relayConfig: {urls: [relayUrl]}, rtcConfig: {iceServers: []}}, 'conference')
const find = id => document.getElementById(id)
const sent = []
let hub // in a star, the only one to send to

const peers = () => Object.keys(room.getPeers())
const say = () => (find('who').textContent = `${peers().length} others here`)

// In a star, what was to be sent waits for the hub.
const found = id => {
  if (hub === id) return
  hub = id
  if (star) sent.forEach(stream => room.addStream(stream, {target: hub}))
}
room.makeAction('hub', {onMessage: found})
room.onPeerJoin = id => {
  say()
  if (!star) sent.forEach(stream => room.addStream(stream, {target: id}))
}
room.onPeerLeave = say

room.onPeerStream = (stream, peerId, metadata) => {
  const figure = document.createElement('figure')
  const player = document.createElement(stream.getVideoTracks().length ? 'video' : 'audio')
  Object.assign(player, {srcObject: stream, autoplay: true, controls: true})
  const caption = document.createElement('figcaption')
  caption.textContent = metadata?.source ?? peerId
  figure.append(player, caption)
  find('others').append(figure)
  stream.onremovetrack = () => stream.getTracks().length || figure.remove()
}

const send = async constraints => {
  const stream = await navigator.mediaDevices.getUserMedia(constraints)
  sent.push(stream)
  if (!star || hub) room.addStream(stream, star ? {target: hub} : {})
  find('stop').disabled = false
}

find('speak').onclick = () => send({audio: true})
find('show').onclick = () => send({audio: true, video: true})
find('stop').onclick = () => {
  sent.splice(0).forEach(stream => {
    room.removeStream(stream)
    stream.getTracks().forEach(track => track.stop())
  })
  find('stop').disabled = true
}
