// The strategies that a peer can join by, under the names that the `join` command uses.
// Each entry has the library's `joinRoom` and, where it has one, `getRelaySockets`; `needs` names the relay settings
// without which the strategy cannot start, or would go to public servers.
import * as mqtt from '@trystero-p2p/mqtt'
import * as nostr from '@trystero-p2p/nostr'
import * as supabase from '@trystero-p2p/supabase'
import * as torrent from '@trystero-p2p/torrent'
import * as firebase from './firebase.mjs'
import {invalid} from './util.mjs'
import * as wsRelay from './ws-relay.mjs'

// The library keeps its first Supabase client for good, and would join by that one whatever the app id says.
let supabaseUrl

const joinSupabase = (config, ...rest) => {
  supabaseUrl ??= config.appId
  if (config.appId !== supabaseUrl) throw invalid(`this peer has joined through ${supabaseUrl} before: start another`)
  return supabase.joinRoom(config, ...rest)
}

export const strategies = {
  'ws-relay': {...wsRelay, needs: ['urls']},
  mqtt: {...mqtt, needs: ['urls']},
  torrent: {...torrent, needs: ['urls']},
  nostr: {...nostr, needs: ['urls']},
  firebase: {...firebase, needs: []},
  supabase: {joinRoom: joinSupabase, needs: ['supabaseKey']}
}
