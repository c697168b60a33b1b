// Who may import whom inside src/ and runner/: the one table behind the lint rule and the architecture test.
// Modules directly in src/ (errors, limits, …) are named without a folder. `wires` may import everything.

/** @type {Readonly<Record<string, readonly string[]>>} */
export const LAYERS = {
  errors: [],
  limits: [],
  redact: [],
  ownership: [],
  'package-files': [],
  version: ['package-files'],
  config: ['errors', 'limits', 'package-files'],
  policy: ['limits'],
  runner: ['policy', 'limits'],
  site: ['policy', 'errors', 'limits', 'ownership'],
  system: ['errors', 'limits'],
  state: ['errors', 'limits', 'ownership', 'redact'],
  tracing: ['errors', 'limits', 'redact'],
  sandbox: ['policy', 'runner', 'errors', 'limits', 'package-files'],
  tools: ['policy', 'sandbox', 'system', 'state', 'errors', 'limits'],
  server: ['tools', 'policy', 'system', 'state', 'tracing', 'errors', 'limits', 'redact', 'version'],
  operator: ['policy', 'site', 'sandbox', 'system', 'state', 'errors', 'limits', 'config', 'version', 'package-files'],
  agent: ['tracing', 'config', 'errors', 'limits', 'redact', 'version'],
  http: ['agent', 'tracing', 'config', 'errors', 'limits', 'redact', 'version'],
};

/** The entry points of the bins, the only places that wire things together. */
export const WIRES = ['main', 'serve', 'agent.ts'];
