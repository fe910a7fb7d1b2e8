// A WebTorrent tracker: bittorrent-tracker, its WebSocket part.
//   --interval=S: how often clients are told to announce, in seconds (120).
// Commands: fail {reason}, the failure reason that all announces get from now on, or none; interval {seconds}.
import Tracker from 'bittorrent-tracker/server'
import {options, run} from './server-process.mjs'

let failure = null

const tracker = new Tracker({
  http: false,
  udp: false,
  ws: false,
  stats: false,
  filter: (infoHash, params, allow) => allow(failure === null ? null : new Error(failure))
})
tracker.on('warning', error => console.error(error.message))

// The tracker tells WebSocket clients a fifth of its own interval.
const setInterval = seconds => (tracker.intervalMs = seconds * 5_000)
setInterval(Number(options.interval ?? 120))

const announce = (infoHash, rest) => JSON.stringify({action: 'announce', info_hash: infoHash, ...rest})

await run({
  onConnection: (socket, request) => {
    socket.upgradeReq = request
    tracker.onWebSocketConnection(socket)
  },

  garbage: infoHash =>
    [
      {},
      {interval: 'soon'},
      {interval: -1},
      {interval: 1e300},
      {interval: null, complete: 'all'},
      {offer: 'text', offer_id: 'A'.repeat(20), peer_id: 'B'.repeat(20)},
      {offer: {type: 'offer'}, offer_id: 'A'.repeat(20), peer_id: 'B'.repeat(20)},
      {offer: {type: 'offer', sdp: 7}, offer_id: 'A'.repeat(20), peer_id: 'B'.repeat(20)},
      {offer: {type: 'offer', sdp: '1,2$AA=='}, offer_id: 'A'.repeat(20)},
      {offer: {type: 'offer', sdp: '1,2$AA=='}, peer_id: 'B'.repeat(20)},
      {offer: {type: 'offer', sdp: '1,2$AA=='}, offer_id: [], peer_id: {}},
      {answer: {type: 'answer', sdp: null}, offer_id: 'A'.repeat(20), peer_id: 'B'.repeat(20)},
      {answer: {type: 'answer', sdp: '1,2$AA=='}, offer_id: 'nobody’s', peer_id: 'B'.repeat(20)},
      {'warning message': 'garbage is on its way'},
      {'warning message': {}},
      {'failure reason': 42}
    ]
      .map(rest => announce(infoHash, rest))
      .concat(announce(17, {interval: 60}), announce('another', {interval: 60}), '{"failure reason":"no such thing"}'),

  commands: {
    fail: ({reason = null}) => void (failure = reason),
    interval: ({seconds}) => void setInterval(seconds)
  }
})
