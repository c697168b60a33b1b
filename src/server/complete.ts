// Completion of prompt arguments and of the variables of resource templates. Knows nothing of MCP's SDK.
import { ZopsError } from '../errors.js';
import type { Prompt } from './prompts.js';
import type { ResourceTemplate } from './resources.js';

/** What has something to complete. */
export interface Completable {
  readonly prompts: readonly Prompt[];
  readonly resourceTemplates: readonly ResourceTemplate[];
}

/** Values that begin with `begin`, upper or lower case. @throws ZopsError `invalid_arguments` for what does not exist */
export function complete(
  { prompts, resourceTemplates }: Completable,
  what: { readonly prompt: string } | { readonly template: string },
  argument: string,
  begin: string,
): readonly string[] {
  if ('template' in what) {
    const template = resourceTemplates.find((one) => one.uriTemplate === what.template && one.variable === argument);
    if (template === undefined) throw unknown(`${what.template} with a variable ${argument}`);
    return template.complete(begin);
  }
  const found = prompts.find((one) => one.name === what.prompt)?.arguments.find((one) => one.name === argument);
  if (found === undefined) throw unknown(`prompt ${what.prompt} with an argument ${argument}`);
  return found.values.filter((value) => value.toLowerCase().startsWith(begin.toLowerCase()));
}

function unknown(what: string): ZopsError {
  return new ZopsError('invalid_arguments', `There is nothing to complete: no ${what.slice(0, 200)}.`);
}
