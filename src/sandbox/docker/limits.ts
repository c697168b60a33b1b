// Every bound of the runner's container and of our patience with it, with its unit. Imports nothing.

export const CONTAINER_LIMITS = Object.freeze({
  /** Memory of the whole container without any swap, bytes. The runner itself needs about 50 MiB. */
  memoryBytes: 256 * 1024 * 1024,
  /** Processors; docker refuses more than the machine has. */
  cpus: 1,
  /** Processes and threads in the container. The runner has about ten threads. */
  pids: 64,
  /** Open files of one process. */
  openFiles: 256,
  /** From `docker run` to the runner's greeting, ms. */
  startMs: 30_000,
  /** One short docker command, ms. */
  commandMs: 10_000,
  /** The same while `auto` is choosing: an engine that is slower is as good as none, ms. */
  probeMs: 3_000,
  /** How long past a command's own time-out its answer may come before the container counts as hung, ms. */
  graceMs: 2_000,
  /** From the end of the runner's stdin to the container's removal (about 50), before it is removed by force, ms; force gets as long. */
  stopMs: 200,
  /** Pause before the second restart in a row; doubled for each further one, up to the most, ms. */
  backoffMs: 250,
  backoffMaxMs: 5_000,
  /** Longest answer line, bytes: two streams of the largest cap, each byte escaped to six, and change. */
  answerBytes: 2 * 6 * 4 * 1024 * 1024 + 64 * 1024,
  /** What is kept of the docker CLI's stderr to explain an end, characters. */
  stderrChars: 4_096,
});

export type ContainerLimits = { readonly [name in keyof typeof CONTAINER_LIMITS]: number };
