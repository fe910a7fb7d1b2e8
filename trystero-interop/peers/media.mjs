// The media of a page: test sources to send, and meters for what comes. Browsers only.
import {invalid, sleep} from './util.mjs'

const bars = 20 // the moving square's steps from left to right
const width = 320
const height = 240
const side = width / bars
const framesPerSecond = 15

let audioContext
const context = () => (audioContext ??= new AudioContext())

// A tone, as a track.
const tone = hertz => {
  const oscillator = new OscillatorNode(context(), {frequency: hertz})
  const output = context().createMediaStreamDestination()
  oscillator.connect(output)
  oscillator.start()
  return output.stream.getAudioTracks()[0]
}

// A dark picture with a bright square that moves one step a frame, as a track.
const square = () => {
  const canvas = Object.assign(document.createElement('canvas'), {width, height})
  const pen = canvas.getContext('2d')
  let step = 0
  setInterval(() => {
    pen.fillStyle = '#202020'
    pen.fillRect(0, 0, width, height)
    pen.fillStyle = '#f0f0f0'
    pen.fillRect((step++ % bars) * side, height / 2 - side, side, 2 * side)
  }, 1_000 / framesPerSecond)
  return canvas.captureStream(framesPerSecond).getVideoTracks()[0]
}

// The tracks that a command asks for: `audio` is a frequency or true, `video` is true.
export const sources = ({audio, video}) => {
  const tracks = [...(audio ? [tone(audio === true ? 440 : audio)] : []), ...(video ? [square()] : [])]
  if (!tracks.length) throw invalid('name audio or video')
  return tracks
}

// Listens to a track: the strongest frequency, by a Fourier transform of a third of a second.
const soundMeter = async stream => {
  // Chromium decodes remote sound only for an element that plays it
  const element = Object.assign(new Audio(), {srcObject: stream, muted: true})
  await element.play()
  const analyser = new AnalyserNode(context(), {fftSize: 16_384, smoothingTimeConstant: 0})
  context().createMediaStreamSource(stream).connect(analyser)
  const strengths = new Float32Array(analyser.frequencyBinCount)
  return () => {
    analyser.getFloatFrequencyData(strengths)
    const strongest = strengths.reduce((best, strength, i) => (strength > strengths[best] ? i : best), 0)
    return {
      dominantHz: Math.round((strongest * context().sampleRate) / analyser.fftSize),
      decibels: Math.round(strengths[strongest])
    }
  }
}

// Watches a track: how many pictures there were, and where the bright square has been.
const pictureMeter = async stream => {
  const element = Object.assign(document.createElement('video'), {srcObject: stream, muted: true})
  await element.play()
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d', {willReadFrequently: true})
  const places = []
  let frames = 0
  const look = () => {
    frames++
    canvas.width = element.videoWidth
    canvas.height = element.videoHeight
    pen.drawImage(element, 0, 0)
    const {data} = pen.getImageData(0, canvas.height / 2, canvas.width, 1)
    const bright = [...Array(canvas.width).keys()].filter(x => data[4 * x + 1] > 128)
    if (bright.length) places.push(Math.round(bright[0]))
    if (places.length > 100) places.shift()
    element.requestVideoFrameCallback(look)
  }
  element.requestVideoFrameCallback(look)
  return () => ({frames, width: canvas.width, height: canvas.height, places: [...places]})
}

const meters = new Map()

// Measures a track from now on, once.
export const measure = track => {
  if (meters.has(track.id)) return
  const make = track.kind === 'audio' ? soundMeter : pictureMeter
  meters.set(track.id, make(new MediaStream([track])))
}

// What was measured of a track so far.
export const measured = async track => {
  measure(track)
  await context().resume()
  const read = await meters.get(track.id)
  if (track.kind === 'audio') await sleep(400) // so that the transform has heard enough
  return {id: track.id, kind: track.kind, readyState: track.readyState, muted: track.muted, ...read()}
}

// Packets and bytes of both directions, over all connections of a room.
export const traffic = async connections => {
  const total = {}
  for (const connection of connections) {
    for (const report of (await connection.getStats()).values()) {
      if (report.type !== 'inbound-rtp' && report.type !== 'outbound-rtp') continue
      const direction = report.type === 'inbound-rtp' ? 'received' : 'sent'
      const kind = (total[report.kind] ??= {})
      const sums = (kind[direction] ??= {packets: 0, bytes: 0})
      sums.packets += report.packetsReceived ?? report.packetsSent ?? 0
      sums.bytes += report.bytesReceived ?? report.bytesSent ?? 0
    }
  }
  return total
}
