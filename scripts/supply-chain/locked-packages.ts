// What package-lock.json says of every package that a checkout installs: licence, and whether it wants to run something when it is installed.
import { BUNDLED_LICENCES } from '../licences.js';

export interface Lock {
  readonly packages: Readonly<Record<string, { readonly license?: string; readonly hasInstallScript?: boolean }>>;
}

export interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** What would run, or bring something that may run, on the machine of whoever installs the published package. */
export function runsOnInstall({ scripts = {}, dependencies = {}, optionalDependencies = {}, peerDependencies = {} }: Manifest): string[] {
  const own = Object.keys(scripts).filter((name) => /^(?:pre|post)?install$/.test(name));
  const others = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  return [...own.map((name) => `has the script ${name}`), ...others.map((name) => `installs ${name}`)];
}

/** Beyond what may be in the bundle: licences of tools that are used here and shipped to nobody. MPL-2.0 binds whoever changes or ships its files. */
const TOOL_LICENCES: ReadonlySet<string> = new Set([...BUNDLED_LICENCES, 'BlueOak-1.0.0', 'MPL-2.0', 'CC0-1.0']);

/** Development packages that run something when they are installed; everything works without (`npm ci --ignore-scripts`). */
export const KNOWN_INSTALL_SCRIPTS: readonly string[] = ['node_modules/esbuild'];

export interface LockedPackages {
  /** Packages by licence. */
  readonly licences: Readonly<Record<string, number>>;
  readonly installScripts: readonly string[];
  readonly problems: readonly string[];
}

export function examine({ packages }: Lock, allowed: ReadonlySet<string> = TOOL_LICENCES): LockedPackages {
  const entries = Object.entries(packages).filter(([folder]) => folder !== '');
  const licences: Record<string, number> = {};
  const problems: string[] = [];
  for (const [folder, { license = 'none' }] of entries) {
    licences[license] = (licences[license] ?? 0) + 1;
    if (!isAllowed(license, allowed)) problems.push(`${folder} is under ${license}, which scripts/supply-chain/locked-packages.ts does not allow`);
  }
  const installScripts = entries.filter(([, { hasInstallScript = false }]) => hasInstallScript).map(([folder]) => folder);
  for (const folder of installScripts) if (!KNOWN_INSTALL_SCRIPTS.includes(folder)) problems.push(`${folder} runs a script when it is installed`);
  return { licences: Object.fromEntries(Object.entries(licences).sort(([, one], [, other]) => other - one)), installScripts, problems };
}

/** One name, or a choice of which one name will do. Any other SPDX expression is for a person to judge. */
export function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const choice = /^\((.*)\)$/.exec(expression)?.[1] ?? expression;
  return choice.split(' OR ').some((name) => allowed.has(name));
}
