// The runner's own bounds: it holds to them whatever the host asks for. Imports nothing.

export const RUNNER_LIMITS = Object.freeze({
  /** Longest request line, bytes: a command of 4096 characters twice (text and argv), each escaped to six bytes, a site's path rules (a file of 64 KiB, escaped), and change. */
  requestBytes: 512 * 1024,
  /** Commands that run at a time. */
  running: 8,
  /** Commands that wait for their turn. */
  queued: 1024,
  /** Longest time-out that a request may ask for, ms. */
  timeoutMs: 600_000,
  /** Most captured bytes of a stream that a request may ask for. */
  outputBytes: 4 * 1024 * 1024,
  /** Bytes past the output cap that are read and dropped so that the program ends by itself; then it is killed. */
  drainBytes: 16 * 1024 * 1024,
  /** Symbolic links followed on the way to one file, as in Linux. */
  links: 40,
  /** Folders in which links are looked at for a program that follows those it finds. */
  folders: 10_000,
  /** A folder that changed within this time before the run may change again unseen (the file system's clock is coarse), ms. */
  settleMs: 20,
  /** How often a run waits for such a folder before it gives up. */
  settleTries: 10,
});
