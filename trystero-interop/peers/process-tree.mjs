// Memory, time and threads of a process and all below it, read from /proc: a browser is many
// processes. Memory is the proportional share, as they share most of their pages.
import {readdirSync, readFileSync} from 'node:fs'

const ticksPerSecond = 100

const read = path => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // it ended meanwhile
  }
}

const statOf = pid => {
  const fields = read(`/proc/${pid}/stat`).split(') ').pop().split(' ')
  const [parent, userTicks, systemTicks, threads] = [1, 11, 12, 17].map(index => Number(fields[index]))
  return {pid, parent, cpuMs: ((userTicks + systemTicks) * 1_000) / ticksPerSecond, threads}
}

const memoryOf = pid => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1_024

const withDescendants = (root, all) => {
  const children = all.filter(({parent}) => parent === root.pid)
  return [root, ...children.flatMap(child => withDescendants(child, all))]
}

const sum = (items, pick) => items.reduce((total, item) => total + pick(item), 0)

export const processTree = pid => {
  const all = readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(name => statOf(Number(name)))
  const tree = withDescendants(statOf(pid), all)
  return {
    rss: sum(tree, item => memoryOf(item.pid)),
    cpuMs: sum(tree, item => item.cpuMs),
    threads: sum(tree, item => item.threads || 0)
  }
}
