// Every bound of zops in one place, with its unit. Imports nothing.

export const LIMITS = Object.freeze({
  /** Longest command text, UTF-16 code units. */
  commandChars: 4096,
  /** Most arguments of a command after globs are expanded. */
  commandArgs: 1024,
  /** Wall clock of one command, ms. */
  commandTimeoutMs: 10_000,
  /** Captured bytes of each stream of a command; the rest is dropped and the result marked `truncated`. */
  commandOutputBytes: 256 * 1024,
  /** Records that `get_logs` returns when not told otherwise, and at most. */
  tailDefault: 100,
  tailMax: 10_000,
  /** Longest `contains`, `since`, `until` or `job` of `get_logs`, characters. */
  filterChars: 256,
  /** Bytes of one log line that are kept; a longer line is cut and says so. */
  logLineBytes: 16 * 1024,
  /** Bytes of a log that one filtered `get_logs` call looks at before it stops and says how to go on: read line by line … */
  logScanBytes: 256 * 1024 * 1024,
  /** … and searched for a text or a job without being decoded. */
  logSearchBytes: 4 * 1024 * 1024 * 1024,
  /** Messages and codes that one `get_logs` answer explains, where there is room. */
  logMeanings: 5,
  /** Longest tool result as JSON text, characters. */
  resultChars: 40_000,
  /** Entries on one page of a list of tools, resources, templates or prompts. */
  listPage: 50,
  /** Longest line that the server reads from stdin, bytes. */
  messageBytes: 4 * 1024 * 1024,
  /** Answers that the client has not taken, bytes: over that no request is read or begun until it has. */
  unreadBytes: 1024 * 1024,
  /** Requests of one client that are worked on at a time, and that may be open before no more are read. */
  requestsAtOnce: 64,
  requestsOpen: 1024,
  /** Longest warning on stderr that quotes a message of the peer, characters. */
  warningChars: 500,
  /** How long a person may think about a question, ms. */
  confirmMs: 10 * 60 * 1000,
  /** Longest key and value of `update_config`, characters. */
  configKeyChars: 128,
  configValueChars: 1024,
  /** A file of the audit log that has grown to this size is put aside and a new one begun, bytes. */
  auditFileBytes: 256 * 1024 * 1024,
  /** Longest wait for another server that writes to the state directory, ms. */
  stateLockMs: 15_000,
  /** Time from the end of stdin (or a signal) to the end of the server, ms. */
  shutdownMs: 1_200,
  /** How much longer it stays when others have the audit trail and its last records are not in it, ms: clients kill after 4 s. */
  lastRecordsMs: 2_000,
  /** Bounds of one agent run. */
  agentSteps: 8,
  agentCalls: 12,
  agentDeadlineMs: 120_000,
  /** Tokens of a model that one agent run may use, and the most that one of its turns may write. */
  agentTokens: 200_000,
  agentTurnTokens: 16_000,
  /** Longest tool result that a model is shown, characters. */
  modelDataChars: 24_000,
  /** Longest wait for the export of a trace at the end of a process, ms. */
  traceFlushMs: 2_000,
  /** Longest message to the agent, characters. */
  agentMessageChars: 8_000,
  /** Newest records of the audit trail that are searched for one request. */
  auditSearchRecords: 2_000,
  /** Shortest token that lets others than this machine in, characters. */
  httpTokenChars: 24,
  /** Longest body of a request, bytes: a message of which every character is a JSON escape fits. */
  httpBodyBytes: 64 * 1024,
  /** Longest request line and headers together, bytes. */
  httpHeadBytes: 8 * 1024,
  /** Time for the headers and for the whole of a request to arrive, ms. */
  httpHeadMs: 10_000,
  httpRequestMs: 15_000,
  /** How long a connection may stay silent between requests, and within an answer, ms. */
  httpKeepAliveMs: 5_000,
  httpSilenceMs: 30_000,
  /** Connections at a time: for one more, that which has kept the server waiting longest is closed. */
  httpConnections: 512,
  /** Agent runs at the same time, how many more may wait, and how long, ms. */
  httpRuns: 8,
  httpWaitingRuns: 64,
  httpWaitMs: 10_000,
  /** Requests of one client: at once, and then a second. */
  httpBurst: 240,
  httpPerSecond: 4,
  /** Clients whose requests are counted at the same time. */
  httpClients: 10_000,
  /** Plans that can still be carried out: how many, and how long, ms. */
  httpPlans: 200,
  httpPlanMs: 30 * 60 * 1000,
  /** Longest wait for the server's answer to a health check, ms. */
  httpHealthMs: 5_000,
  /** How often a stream without news shows that it lives, ms. */
  httpHeartbeatMs: 10_000,
  /** How long requests may go on after the end was asked for, ms. */
  httpDrainMs: 15_000,
});
