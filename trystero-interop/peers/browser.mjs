// The page's half of the browser peer: the peer shell, with its events handed to the bridge in
// batches, as each call out of the page costs about a millisecond.
import {startShell} from './shell.mjs'

const waiting = []
let writing = null

const writeAll = async () => {
  while (waiting.length) await window.bridgeWrite(waiting.splice(0).join(''))
  writing = null
}

const emit = event => {
  waiting.push(JSON.stringify(event) + '\n')
  writing ??= Promise.resolve().then(writeAll)
}

const readFile = async path => {
  const response = await fetch('file', {method: 'POST', body: path})
  if (!response.ok) throw new Error(await response.text())
  return new Uint8Array(await response.arrayBuffer())
}

const exit = async () => {
  await writing
  await window.bridgeExit()
}

// What the library leaves unhandled; the same event as the Node peer's.
const report = ({reason, error, message}) => {
  const problem = reason ?? error ?? message
  emit({ev: 'log', level: 'error', text: String(problem?.message ?? problem)})
}
addEventListener('error', report)
addEventListener('unhandledrejection', report)

window.startPeer = ({runtime, pid}) => {
  const shell = startShell({
    emit,
    readFile,
    exit,
    runtime,
    pid,
    stats: async () => ({...(await window.bridgeStats()), heap: performance.memory.usedJSHeapSize}),
    allowInsecureTls: () => emit({ev: 'log', level: 'warn', text: 'start the browser with --ignore-certificate-errors'})
  })
  window.takeLines = lines => lines.forEach(shell.line)
  window.endPeer = shell.end
}
