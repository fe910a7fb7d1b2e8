// One client of the database. It speaks the real server's protocol to the client and hands puts, merges and auth to
// firebase-server, which lacks the rest: listens that end, changes told at the path where they happened, get, stats,
// and what is to be done once the client is gone.
import {createRequire} from 'node:module'

const {getFirebaseHash} = createRequire(import.meta.url)('firebase-server/dist/lib/firebase-hash')

const maxFrameLength = 16_384
const answerMs = 2_000

const clean = path => path.split('/').filter(Boolean).join('/')
const isWithin = (path, ancestor) => ancestor === '' || path === ancestor || path.startsWith(ancestor + '/')

// Joins frames to messages: the number of frames comes first when there are several, and 0 keeps the line alive.
const assembler = () => {
  let frames = null
  let missing = 0
  return text => {
    if (!frames && /^\d{1,6}$/.test(text)) {
      missing = Number(text)
      frames = missing ? [] : null
      return null
    }
    if (!frames) return text
    frames.push(text)
    if (frames.length < missing) return null
    const whole = frames.join('')
    frames = null
    return whole
  }
}

export class FirebaseConnection {
  listens = new Set()
  #onDisconnect = new Map() // by path: the request to make
  #waiting = new Map() // by request number: what firebase-server is to answer
  #assemble = assembler()
  #toServer
  #number = 0

  constructor(socket, database, all) {
    this.socket = socket
    this.database = database
    this.all = all
    const assemble = assembler()
    // firebase-server's end of the connection.
    database.handleConnection({
      _socket: socket._socket,
      on: (event, listener) => (this.#toServer = listener),
      send: frame => {
        const text = assemble(frame)
        if (text !== null) this.#fromServer(JSON.parse(text))
      }
    })
  }

  // Takes what the client sent; calls back with each request.
  frame(text, onRequest) {
    const whole = this.#assemble(text)
    if (whole === null) return
    try {
      const {t, d} = JSON.parse(whole)
      if (t === 'd') onRequest(d)
    } catch (error) {
      console.error(error.message)
      this.socket.terminate()
    }
  }

  async request({r, a, b = {}}) {
    const path = clean(b.p ?? '')
    const ok = (data = {}) => this.#say({t: 'd', d: {r, b: {s: 'ok', d: data}}})
    const fail = (status, reason = status) => this.#say({t: 'd', d: {r, b: {s: status, d: reason}}})
    try {
      switch (a) {
        case 'q':
        case 'l':
          if (b.q) return fail('unsupported', 'this server takes no queries')
          if (!this.#mayRead(path)) return fail('permission_denied', 'Permission denied')
          this.listens.add(path)
          await this.#tellAll(path, b.h)
          return ok()
        case 'n':
        case 'u':
          this.listens.delete(path)
          return ok()
        case 'g':
          if (!this.#mayRead(path)) return fail('permission_denied', 'Permission denied')
          return ok(await this.#valueAt(path))
        case 'o':
        case 'om':
          if (!this.#mayWrite(path, b.d)) return fail('permission_denied', 'Permission denied')
          this.#onDisconnect.set(path, {a: a === 'o' ? 'p' : 'm', b})
          return ok()
        case 'oc':
          for (const each of [...this.#onDisconnect.keys()]) if (isWithin(each, path)) this.#onDisconnect.delete(each)
          return ok()
        case 'p':
        case 'm':
        case 'auth':
        case 'gauth':
          return this.#say(await this.#ask(r, a, b))
        default:
          return ok()
      }
    } catch (error) {
      console.error(error)
      fail('error', error.message)
    }
  }

  // Does what the client wanted to have done once it is gone.
  async disconnected() {
    for (const {a, b} of this.#onDisconnect.values()) await this.#ask(`gone-${++this.#number}`, a, b)
    this.#onDisconnect.clear()
    this.listens.clear()
  }

  // Tells the client of a change, if it listens there: at the path of the change or, if that is further up, at its own.
  async changed(path, merged) {
    for (const listened of this.listens) {
      if (isWithin(path, listened)) {
        if (merged) return this.#push('m', path, merged)
        return this.#push('d', path, await this.#valueAt(path))
      }
    }
    for (const listened of this.listens) {
      if (isWithin(listened, path)) this.#push('d', listened, await this.#valueAt(listened))
    }
  }

  // Ends the listens that new rules no longer allow.
  judgeAgain() {
    for (const path of [...this.listens]) {
      if (this.#mayRead(path)) continue
      this.listens.delete(path)
      this.#say({t: 'd', d: {a: 'c', b: {p: path}}})
    }
  }

  #mayRead(path) {
    return this.database.targaryen.as(null).read(path).allowed
  }

  #mayWrite(path, value) {
    return this.database.targaryen.as(null).write(path, value, Date.now()).allowed
  }

  async #valueAt(path) {
    return (await this.database.getSnap(path ? this.database.baseRef.child(path) : undefined)).exportVal()
  }

  // What the client has already, by its hash, is not told again.
  async #tellAll(path, hash) {
    const value = await this.#valueAt(path)
    if (hash === undefined || hash !== getFirebaseHash(value)) this.#push('d', path, value)
  }

  #push(action, path, data) {
    this.#say({t: 'd', d: {a: action, b: {p: path, d: data}}})
  }

  // Lets firebase-server answer; tells everybody of what changed before the client hears that it is done.
  async #ask(r, a, b) {
    const answered = new Promise((resolve, reject) => {
      this.#waiting.set(r, resolve)
      setTimeout(() => reject(new Error('no answer')), answerMs).unref()
    })
    this.#toServer(JSON.stringify({t: 'd', d: {r, a, b}}))
    const answer = await answered.finally(() => this.#waiting.delete(r))
    if ((a === 'p' || a === 'm') && answer.d.b.s === 'ok') {
      // A merge of paths is several changes.
      const changes =
        a === 'm' && Object.keys(b.d).some(key => key.includes('/'))
          ? Object.keys(b.d).map(key => [clean(`${b.p}/${key}`)])
          : [[clean(b.p), a === 'm' ? b.d : undefined]]
      for (const change of changes) for (const connection of this.all) await connection.changed(...change)
    }
    return answer
  }

  #fromServer(message) {
    const waiting = message.t === 'd' && message.d.r !== undefined ? this.#waiting.get(message.d.r) : null
    if (waiting) waiting(message)
    else this.#say(message)
  }

  #say(message) {
    if (this.socket.readyState !== this.socket.OPEN) return
    const text = JSON.stringify(message)
    const frames = text.match(new RegExp(`[^]{1,${maxFrameLength}}`, 'g'))
    if (frames.length > 1) this.socket.send(String(frames.length))
    frames.forEach(frame => this.socket.send(frame))
  }
}
