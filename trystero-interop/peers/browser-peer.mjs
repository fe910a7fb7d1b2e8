// A peer of the JavaScript library in Chromium: the peer shell over standard input and output, as
// any other peer. One browser process per peer; `pid` in `ready` is the browser's root process,
// and killing that one takes the whole browser down (it also leads its process group).
//   CHROMIUM=/path/to/chromium node browser-peer.mjs [--further-chromium-flag …] ['{"cmd":…}' …]
import {randomUUID} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import {createInterface} from 'node:readline'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'
import {chromium} from 'playwright-core'
import {flags} from './chromium-flags.mjs'
import {processTree} from './process-tree.mjs'
import {sleep} from './util.mjs'

const own = [
  '--autoplay-policy=no-user-gesture-required', // sound without anybody there to click
  '--js-flags=--expose-gc'
]
const endMs = 1_500 // from being asked to end until the browser is killed
const args = process.argv.slice(2)
const lines = args.filter(arg => !arg.startsWith('--'))
let browser, page, pid
let ending = false

const log = text => process.stderr.write(text + '\n')

const exit = code => {
  try {
    if (pid) process.kill(-pid, 'SIGKILL')
  } catch {
    // gone already
  }
  process.exit(code)
}

// Asked to end, the page leaves its rooms and calls back; a page that does not is not waited for.
const end = (code, leave = true) => {
  if (ending) return
  ending = true
  setTimeout(() => exit(code), endMs)
  if (!leave || !page) return void close(code)
  page.evaluate(() => window.endPeer()).catch(() => close(code))
}

const close = async code => {
  ending = true // so that the browser's end is none of its own
  await Promise.race([browser?.close().catch(() => {}), sleep(500)])
  exit(code)
}

const serve = async () => {
  const {outputFiles} = await build({
    entryPoints: [fileURLToPath(new URL('browser.mjs', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'error'
  })
  const base = `/${randomUUID()}/` // files are served to this page only
  const html = '<!doctype html><meta charset="utf-8"><title>peer</title><script type="module" src="peer.js"></script>'
  const reply = {
    [`GET ${base}`]: () => ['text/html', html],
    [`GET ${base}peer.js`]: () => ['text/javascript', outputFiles[0].contents],
    [`POST ${base}file`]: async request => {
      const path = (await request.toArray()).join('')
      return ['application/octet-stream', await readFile(path)]
    }
  }
  const server = createServer(async (request, response) => {
    try {
      const [type, body] = await (reply[`${request.method} ${request.url}`] ?? (() => ['text/plain', '']))(request)
      response.setHeader('content-type', type).end(body)
    } catch (error) {
      response.writeHead(404).end(error.message)
    }
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${server.address().port}${base}`
}

const browserPid = async () => {
  const {processInfo} = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo')
  return processInfo.find(({type}) => type === 'browser').id
}

const openPage = async url => {
  const opened = await browser.newPage()
  opened.on('console', message => log(`page ${message.type()}: ${message.text()}`))
  opened.on('pageerror', error => log(`page error: ${error.stack ?? error}`))
  opened.on('crash', () => end(1, false))
  await opened.exposeFunction('bridgeWrite', text => void process.stdout.write(text))
  await opened.exposeFunction('bridgeStats', () => ({pid, ...processTree(pid)}))
  await opened.exposeFunction('bridgeExit', () => void close(0))
  await opened.goto(url)
  return opened
}

// Lines go in batches, one call at a time, so that they keep their order.
let feeding = false
const feed = async () => {
  if (feeding || !page) return
  feeding = true
  while (lines.length && !ending) await page.evaluate(batch => window.takeLines(batch), lines.splice(0)).catch(() => {})
  feeding = false
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => end(0))
process.stdout.on('error', () => end(1))
process.on('unhandledRejection', error => (log(String(error?.stack ?? error)), end(1, false)))

createInterface({input: process.stdin})
  .on('line', text => {
    if (!text.trim()) return
    lines.push(text)
    // A page that hangs cannot answer `exit`, so its time runs from here.
    if (/"cmd"\s*:\s*"exit"/.test(text)) setTimeout(() => exit(0), endMs)
    void feed()
  })
  .on('close', async () => {
    await feed()
    end(0)
  })

const url = await serve()
browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [...flags, ...own, ...args.filter(arg => arg.startsWith('--'))],
  handleSIGINT: false,
  handleSIGTERM: false,
  handleSIGHUP: false
})
browser.on('disconnected', () => end(1, false))
pid = await browserPid()
const ready = await openPage(url)
await ready.evaluate(info => window.startPeer(info), {pid, runtime: `chromium ${browser.version()}`})
page = ready
await feed()
