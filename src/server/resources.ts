// The resources that clients may read: plain objects, nothing of MCP's SDK. Reading is not running: nothing here has an effect.
import { ZopsError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { describeVerdict } from '../policy/describe.js';
import { evaluateCommand } from '../policy/evaluate.js';

export interface ResourceTemplate {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** RFC 6570, one `{variable}` at the end. */
  readonly uriTemplate: string;
  readonly mimeType: string;
  /** @param variable the decoded rest of the URI. */
  readonly read: (variable: string) => unknown;
}

export const RESOURCE_TEMPLATES: readonly ResourceTemplate[] = [
  {
    name: 'policy-check',
    title: 'Policy verdict on a command',
    description: 'What the policy says of a command, percent-encoded at the end of the URI. Nothing is executed.',
    uriTemplate: 'zops://policy/check/{command}',
    mimeType: 'application/json',
    read: (command) => describeVerdict(command, evaluateCommand(command)),
  },
];

export interface ResourceText {
  readonly uri: string;
  readonly mimeType: string;
  readonly text: string;
}

/** @throws ZopsError `unknown_resource`, `invalid_arguments` */
export function readResource(uri: string): ResourceText {
  for (const template of RESOURCE_TEMPLATES) {
    const prefix = template.uriTemplate.slice(0, template.uriTemplate.indexOf('{'));
    if (!uri.startsWith(prefix)) continue;
    const text = JSON.stringify(template.read(decode(uri.slice(prefix.length))));
    return { uri, mimeType: template.mimeType, text };
  }
  const known = RESOURCE_TEMPLATES.map((template) => template.uriTemplate).join(', ');
  throw new ZopsError('unknown_resource', `There is no resource ${JSON.stringify(uri.slice(0, 200))}. Known: ${known}.`);
}

function decode(encoded: string): string {
  // Every character of a command takes at most nine when percent-encoded as UTF-8.
  if (encoded.length > LIMITS.commandChars * 9) throw new ZopsError('invalid_arguments', `A command has at most ${LIMITS.commandChars} characters.`);
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new ZopsError('invalid_arguments', 'The command in the URI is not valid percent-encoded UTF-8.');
  }
}
