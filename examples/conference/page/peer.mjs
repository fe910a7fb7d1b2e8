// The page: sends the microphone or the camera, and plays what the others send.
import {appId, relayUrl} from '/settings.js'
import {joinRoom} from './relay.mjs'

const star = new URLSearchParams(location.search).has('star')
const room = joinRoom({appId, relayConfig: {urls: [relayUrl]}, rtcConfig: {iceServers: []}}, 'conference')
const find = id => document.getElementById(id)
const sent = []
const willing = new Set()
let hub // in a star, the only one to send to: the lowest id of those that are willing to be it

const peers = () => Object.keys(room.getPeers())
const say = () => (find('who').textContent = `${peers().length} others here`)

// Browsers play no sound on a page that nobody has clicked on: what came before starts with the first click.
const players = () => document.querySelectorAll('audio, video')
const play = player =>
  player.play().catch(({name}) => name === 'NotAllowedError' && (find('hint').hidden = false))
const unlock = () => {
  find('hint').hidden = true
  players().forEach(play)
}
addEventListener('click', unlock, {once: true})

// In a star, what was to be sent waits for a hub, and goes to the next when there is another.
const choose = () => {
  const [lowest] = [...willing].sort()
  if (lowest === hub) return
  if (star && willing.has(hub)) sent.forEach(stream => room.removeStream(stream, {target: hub}))
  hub = lowest
  if (star && hub) sent.forEach(stream => room.addStream(stream, {target: hub}))
}
room.makeAction('star', {
  onMessage: (said, {peerId}) => {
    willing[said?.willing === true ? 'add' : 'delete'](peerId)
    choose()
  }
})
room.onPeerJoin = id => {
  say()
  if (!star) sent.forEach(stream => room.addStream(stream, {target: id}))
}
room.onPeerLeave = id => {
  say()
  willing.delete(id)
  choose()
  document.querySelectorAll('figure').forEach(figure => figure.dataset.peer === id && figure.remove())
}

room.onPeerStream = (stream, peerId, metadata) => {
  const figure = document.createElement('figure')
  const player = document.createElement(stream.getVideoTracks().length ? 'video' : 'audio')
  figure.dataset.peer = peerId
  Object.assign(player, {srcObject: stream, controls: true})
  const caption = document.createElement('figcaption')
  caption.textContent = metadata?.source ?? peerId
  figure.append(player, caption)
  find('others').append(figure)
  play(player)
  stream.onremovetrack = () => stream.getTracks().length || figure.remove()
}

const send = async constraints => {
  const stream = await navigator.mediaDevices.getUserMedia(constraints)
  sent.push(stream)
  if (!star || hub) room.addStream(stream, star ? {target: hub} : {})
  find('stop').disabled = false
}

const tell = error => (find('problem').textContent = `${error.name}: ${error.message}`)
find('speak').onclick = () => send({audio: true}).catch(tell)
find('show').onclick = () => send({audio: true, video: true}).catch(tell)
find('stop').onclick = () => {
  sent.splice(0).forEach(stream => {
    room.removeStream(stream)
    stream.getTracks().forEach(track => track.stop())
  })
  find('stop').disabled = true
}
