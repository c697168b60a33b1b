// The resources that clients may read: plain objects, nothing of MCP's SDK. Reading is not running: nothing here has an effect.
import { LIMITS } from '../limits.js';
import { ZopsError } from '../errors.js';
import { describeVerdict } from '../policy/describe.js';
import { PROGRAMS } from '../policy/verdict.js';
import { fitPage } from '../system/fit-page.js';
import { ABEND_CODES, explainAbend, explainMessage, MESSAGE_IDS } from '../system/knowledge/explain.js';
import { LOG_SOURCES } from '../system/system.js';
import type { AuditLog, AuditRecord } from '../state/state.js';
import type { CallDeps } from './call.js';
import type { IconName } from './icons.js';
import { recorded, type RequestContext } from './recorded.js';
import { unlessRefused, type Services } from '../tools/tool.js';

export interface ReadContext {
  readonly services: Services;
  readonly audit: AuditLog;
  readonly signal: AbortSignal;
  readonly progress: (message: string) => void;
}

interface Described {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly icon: IconName;
  /** Whether reading looks at the system or its state, and so is audited; pure knowledge is not. */
  readonly looks: boolean;
}

export interface Resource extends Described {
  readonly uri: string;
  readonly read: (context: ReadContext) => Promise<unknown>;
}

export interface ResourceTemplate extends Described {
  /** RFC 6570 with one `{variable}`, at the end. */
  readonly uriTemplate: string;
  readonly variable: string;
  /** Values of the variable that begin so. */
  readonly complete: (begin: string) => readonly string[];
  /** @param value the decoded variable. @throws ZopsError `unknown_resource` */
  readonly read: (value: string, context: ReadContext) => unknown;
}

/** What a server has to read. */
export interface Shelf {
  readonly resources: readonly Resource[];
  readonly resourceTemplates: readonly ResourceTemplate[];
}

/** All resources are JSON. */
export const RESOURCE_MIME_TYPE = 'application/json';

const RECENT_AUDIT_RECORDS = 50;

export const RESOURCES: readonly Resource[] = [
  {
    uri: 'zops://status',
    name: 'status',
    title: 'System status',
    description: 'The same as the tool get_system_status.',
    icon: 'status',
    looks: true,
    read: async ({ services, signal, progress }) => {
      unlessRefused(services.policy.checkFile('/sim/status.json'));
      progress('Reading the status and the newest records of each log');
      return await services.system.status(signal);
    },
  },
  {
    uri: 'zops://config',
    name: 'config',
    title: 'Configuration',
    description: 'Every known key with its type, its range and its value; null when it was never set.',
    icon: 'config',
    looks: true,
    read: async ({ services }) => {
      const values = await services.config.read();
      return Object.fromEntries(Object.entries(services.policy.configKeys).map(([key, about]) => [key, { ...about, value: values[key] ?? null }]));
    },
  },
  {
    uri: 'zops://policy',
    name: 'policy',
    title: 'Policy in force',
    description: 'Programs, their options, paths, configuration keys and limits that the policy and this site allow, as data and in words.',
    icon: 'policy',
    looks: false,
    read: ({ services }) => Promise.resolve(services.policy.describe()),
  },
  {
    uri: 'zops://audit/recent',
    name: 'audit-recent',
    title: 'Recent audit records',
    description: `The newest ${RECENT_AUDIT_RECORDS} records of the audit trail, oldest first.`,
    icon: 'audit',
    looks: true,
    read: ({ audit }) => audit.tail(RECENT_AUDIT_RECORDS),
  },
];

export const RESOURCE_TEMPLATES: readonly ResourceTemplate[] = [
  {
    uriTemplate: 'zops://logs/{source}',
    variable: 'source',
    name: 'logs',
    title: 'Newest log records',
    description: `The newest ${LIMITS.tailDefault} records of a log: ${LOG_SOURCES.join(', ')}. The tool get_logs can filter.`,
    icon: 'logs',
    looks: true,
    complete: startingWith(LOG_SOURCES),
    read: async (value, { services, signal, progress }) => {
      const source = LOG_SOURCES.find((known) => known === value);
      if (source === undefined) throw new ZopsError('unknown_resource', `There is no log ${quoted(value)}. The logs are ${LOG_SOURCES.join(', ')}.`);
      unlessRefused(services.policy.checkFile(`/sim/${source}.log`));
      progress(`Reading the ${source} log`);
      const tail = Math.min(LIMITS.tailDefault, services.policy.limits.tailMax);
      return fitPage(await services.system.logs({ source, tail }, { signal, progress }), LIMITS.resultChars);
    },
  },
  {
    uriTemplate: 'zops://policy/check/{command}',
    variable: 'command',
    name: 'policy-check',
    title: 'Policy verdict on a command',
    description: 'What the policy says of a command, percent-encoded at the end of the URI. Nothing is executed.',
    icon: 'policy',
    looks: false,
    complete: startingWith(PROGRAMS),
    read: (command, { services }) => describeVerdict(command, services.policy.evaluate(command)),
  },
  {
    uriTemplate: 'zops://audit/trace/{trace_id}',
    variable: 'trace_id',
    name: 'audit-trace',
    title: 'Audit records of one request',
    icon: 'audit',
    description: `What the audit trail's newest ${LIMITS.auditSearchRecords} records hold of the trace with this id (32 hex digits), oldest first.`,
    looks: true,
    complete: () => [],
    read: async (traceId, { audit }) => {
      if (!/^[0-9a-f]{32}$/.test(traceId)) throw new ZopsError('invalid_arguments', `${quoted(traceId)} is no trace id: it has 32 hex digits in lower case.`);
      return traceTrail(traceId, await audit.tail(LIMITS.auditSearchRecords));
    },
  },
  {
    uriTemplate: 'zops://messages/{id}',
    variable: 'id',
    name: 'message',
    title: 'Meaning of a message id',
    description: 'What a z/OS message id means, its usual causes and what an operator checks next.',
    icon: 'knowledge',
    looks: false,
    complete: startingWith(MESSAGE_IDS),
    read: (id) => explainMessage(id) ?? unknown('message id', id),
  },
  {
    uriTemplate: 'zops://abends/{code}',
    variable: 'code',
    name: 'abend',
    title: 'Meaning of an abend code',
    description: 'What a system or user abend code (S0C7, SB37-04, U4038) means, its usual causes and what an operator checks next.',
    icon: 'knowledge',
    looks: false,
    complete: startingWith(ABEND_CODES),
    read: (code) => explainAbend(code) ?? unknown('abend code', code),
  },
];

/** Recorded like a call when it looks at the system. @throws ZopsError `unknown_resource`, `invalid_arguments`, and what reading throws */
export async function readResource(uri: string, shelf: Shelf, deps: CallDeps, context: RequestContext): Promise<unknown> {
  const { looks, read } = findResource(uri, shelf);
  const { services, audit, tracing } = deps;
  const { signal, progress, traceparent } = context;
  const work = async (): Promise<unknown> => await read({ services, audit, signal, progress });
  if (!looks) return work();
  const observation = tracing.resume(traceparent, 'tool', 'mcp resources/read', { input: { uri } });
  const ended = await recorded({ tool: 'resources/read', args: { uri }, traceId: observation.traceId, durable: false }, deps, context, work);
  if ('value' in ended) {
    observation.end({ output: ended.value });
    return ended.value;
  }
  observation.end({ error: ended.outcome.code ?? 'error' });
  throw ended.error;
}

function findResource(uri: string, { resources, resourceTemplates }: Shelf): { looks: boolean; read: (context: ReadContext) => unknown } {
  const resource = resources.find((one) => one.uri === uri);
  if (resource !== undefined) return resource;
  for (const { uriTemplate, looks, read } of resourceTemplates) {
    const prefix = uriTemplate.slice(0, uriTemplate.indexOf('{'));
    if (!uri.startsWith(prefix)) continue;
    const value = decode(uri.slice(prefix.length));
    return { looks, read: (context) => read(value, context) };
  }
  const known = [...resources.map((one) => one.uri), ...resourceTemplates.map((template) => template.uriTemplate)].join(', ');
  throw new ZopsError('unknown_resource', `There is no resource ${quoted(uri)}. Known: ${known}.`);
}

/** As many of the newest records as a result may hold. */
function traceTrail(trace_id: string, searched: readonly AuditRecord[]) {
  const found = searched.filter((record) => record.trace_id === trace_id);
  let room = LIMITS.resultChars - 200;
  const records = found.toReversed().filter((record) => (room -= JSON.stringify(record).length + 1) >= 0).reverse();
  return { trace_id, records, truncated: records.length < found.length || searched.length === LIMITS.auditSearchRecords };
}

function decode(encoded: string): string {
  // Every character of a command takes at most nine when percent-encoded as UTF-8.
  if (encoded.length > (LIMITS.commandChars + 1) * 9) throw new ZopsError('invalid_arguments', `A command has at most ${LIMITS.commandChars} characters.`);
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new ZopsError('invalid_arguments', 'The end of the URI is not valid percent-encoded UTF-8.');
  }
}

function unknown(what: string, value: string): never {
  throw new ZopsError('unknown_resource', `zops knows nothing of the ${what} ${quoted(value)}.`);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}

function startingWith(values: readonly string[]): (begin: string) => readonly string[] {
  return (begin) => values.filter((value) => value.toLowerCase().startsWith(begin.toLowerCase()));
}
