// Small things that the peers share.
export const invalid = message => Object.assign(new Error(message), {kind: 'invalid'})
export const round = ms => Math.round(ms * 10) / 10
export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))
