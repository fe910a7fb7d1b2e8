// The strategies that a peer can join by, under the names that the `join` command uses.
// Each entry has the library's `joinRoom` and `getRelaySockets`; `needs` names the relay settings
// without which the strategy cannot start.
import * as wsRelay from './ws-relay.mjs'

export const strategies = {
  'ws-relay': {...wsRelay, needs: ['urls']}
}
