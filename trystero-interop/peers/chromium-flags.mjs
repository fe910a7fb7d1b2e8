// How Chromium is started here: with a microphone that beeps and a camera that shows a moving picture, and quiet otherwise.
export const flags = [
  '--disable-features=WebRtcHideLocalIpsWithMdns', // plain addresses in host candidates
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]
