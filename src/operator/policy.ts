// The operator's view of the policy: `zops-mcp policy check`, `policy show` and `policy validate`. Reads the site's file; changes nothing.
import path from 'node:path';
import { BUILT_IN_POLICY, type Policy } from '../policy/policy.js';
import { loadPolicy, readSitePolicy } from '../site/load-policy.js';

/** The policy that a server would have with this file. @throws ZopsError `invalid_environment` */
export function policyInForce(file: string | null): Promise<Policy> {
  return file === null ? Promise.resolve(BUILT_IN_POLICY) : loadPolicy(file);
}

/** @throws ZopsError `invalid_environment` */
export async function policyShow({ file, json, out }: { readonly file: string | null; readonly json: boolean; readonly out: NodeJS.WritableStream }): Promise<void> {
  const { text, ...policy } = (await policyInForce(file)).describe();
  out.write(json ? `${JSON.stringify({ file, ...policy })}\n` : `${text}Site policy file: ${file ?? 'none (ZOPS_POLICY is not set)'}\n`);
}

/** @throws ZopsError `invalid_environment` that says what is wrong with which part of the file */
export async function policyValidate({ file, out }: { readonly file: string; readonly out: NodeJS.WritableStream }): Promise<void> {
  const absolute = path.resolve(file);
  const { commands, flags, paths, config, limits } = await readSitePolicy(absolute);
  const narrows = Object.entries({ commands, flags, paths, config, limits }).flatMap(([name, part]) => (part === undefined ? [] : [name]));
  out.write(`${absolute} can be used: set ZOPS_POLICY to it. It speaks of ${narrows.join(', ') || 'nothing, so that the built-in policy stays as it is'}.\n`);
}
