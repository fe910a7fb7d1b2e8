// Pages of the conference example in Chromium, pressed and looked at as a user would: a JSON command a line on standard
// input, answered as the peer shell does. The browser ends with the input.
//   node conference-pages.mjs --page=DIRECTORY --into=DIRECTORY    the page's source, and where what is to be served goes
// Commands: open {url}; press {page, button}, `page` being what `open` gave; look {page}: what is on the page, and what is
// heard and seen of it.
import {mkdir, copyFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'
import {chromium} from 'playwright-core'
import {flags} from './chromium-flags.mjs'
import {answerLines, emit, options} from './servers/server-process.mjs'

const pages = []

// As ./conference does, but with the libraries that are installed here.
const bundle = async (page, into) => {
  await mkdir(into, {recursive: true})
  await copyFile(join(page, 'index.html'), join(into, 'index.html'))
  await build({
    entryPoints: [join(page, 'peer.mjs')],
    nodePaths: [fileURLToPath(new URL('node_modules', import.meta.url))],
    bundle: true,
    format: 'esm',
    external: ['/settings.js'],
    outfile: join(into, 'dist', 'peer.js'),
    logLevel: 'error'
  })
}

// In the page: what it says, and what its players play. Listens for two seconds, since the fake microphone beeps once in one.
const look = async () => {
  const context = (window.lookContext ??= new AudioContext())
  void context.resume() // once somebody has clicked

  const hear = stream => {
    const analyser = new AnalyserNode(context, {fftSize: 16_384, smoothingTimeConstant: 0})
    context.createMediaStreamSource(stream).connect(analyser)
    return analyser
  }
  const strongest = analyser => {
    const strengths = new Float32Array(analyser.frequencyBinCount)
    analyser.getFloatFrequencyData(strengths)
    const best = strengths.reduce((most, strength, i) => (strength > strengths[most] ? i : most), 0)
    return Math.round((best * context.sampleRate) / analyser.fftSize)
  }
  const peak = analyser => {
    const samples = new Float32Array(analyser.fftSize)
    analyser.getFloatTimeDomainData(samples)
    return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  }
  const picture = video => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 64, height: 48})
    const pen = canvas.getContext('2d')
    pen.drawImage(video, 0, 0, 64, 48)
    return [...pen.getImageData(0, 0, 64, 48).data]
  }
  const differing = (some, others) => some.filter((value, i) => Math.abs(value - others[i]) > 16).length

  const watched = [...document.querySelectorAll('figure')].map(figure => {
    const player = figure.querySelector('audio, video')
    const stream = player.srcObject
    return {
      figure,
      player,
      ears: stream.getAudioTracks().length ? hear(stream) : null,
      before: stream.getVideoTracks().length ? picture(player) : null,
      peak: 0
    }
  })
  for (let part = 0; part < 10; part++) {
    await new Promise(resolve => setTimeout(resolve, 200))
    for (const one of watched) if (one.ears) one.peak = Math.max(one.peak, peak(one.ears))
  }
  return {
    who: document.getElementById('who').textContent,
    figures: watched.map(({figure, player, ears, before, peak}) => ({
      kind: player.localName,
      caption: figure.querySelector('figcaption').textContent,
      isPlaying: !player.paused,
      hertz: ears && strongest(ears),
      peak,
      width: player.videoWidth ?? 0,
      changed: before ? differing(before, picture(player)) : 0
    }))
  }
}

await bundle(options.page, options.into)
const browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags})

answerLines({
  open: async ({url}) => {
    const page = await browser.newPage()
    page.on('console', message => console.error(`page ${message.type()}: ${message.text()}`))
    page.on('pageerror', error => console.error(`page error: ${error.stack ?? error}`))
    await page.goto(url)
    return {page: pages.push(page) - 1}
  },

  // Not by the page's own evaluate(), which counts as a click: looking alone must not let sound play.
  look: async ({page}) => {
    const session = await pages[page].context().newCDPSession(pages[page])
    const expression = `(${look})()`
    const {result, exceptionDetails} = await session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true
    })
    await session.detach()
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  },

  press: async ({page, button}) => void (await pages[page].getByRole('button', {name: button}).click())
})
emit({ev: 'ready', pid: process.pid})
