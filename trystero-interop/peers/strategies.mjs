// The strategies that a peer can join by, under the names that the `join` command uses.
// Each entry has the library's `joinRoom` and, where it has one, `getRelaySockets`; `needs` names the relay settings
// without which the strategy cannot start, or would go to public servers.
import * as mqtt from '@trystero-p2p/mqtt'
import * as nostr from '@trystero-p2p/nostr'
import * as supabase from '@trystero-p2p/supabase'
import * as torrent from '@trystero-p2p/torrent'
import * as firebase from './firebase.mjs'
import * as wsRelay from './ws-relay.mjs'

export const strategies = {
  'ws-relay': {...wsRelay, needs: ['urls']},
  mqtt: {...mqtt, needs: ['urls']},
  torrent: {...torrent, needs: ['urls']},
  nostr: {...nostr, needs: ['urls']},
  firebase: {...firebase, needs: []},
  supabase: {...supabase, needs: ['supabaseKey']}
}
