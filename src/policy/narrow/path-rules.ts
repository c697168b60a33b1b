// Which paths of /sim a site lets be looked at. The same rules judge what was typed, what a glob found, and where links
// really lead: the first in the policy, the others by whoever holds the disk (sandboxes, the runner, the log reader). Pure.
import { refuse, show, type Refusal } from '../refusal.js';
import { matchPath, parsePattern, segmentsOf, type Match, type PathPattern } from './path-pattern.js';
import type { Reach, SitePaths } from './site-paths.js';

export interface PathRules {
  /**
   * Null when the path may be looked at so.
   * @param isFolder null when nobody knows: then what would pass for a file or for a folder passes
   */
  readonly check: (path: string, reach: Reach, isFolder: boolean | null) => Refusal | null;
  /** Whether a glob may find it: it is allowed, or a folder on the way to something that is. */
  readonly shows: (path: string, isFolder: boolean) => boolean;
}

export const NO_PATH_RULES: PathRules = { check: () => null, shows: () => true };

export function compilePaths({ allow, deny = [], reason }: SitePaths): PathRules {
  const allowed = allow?.map(parsePattern);
  const denied = deny.map(({ path, reason: why }) => ({ exact: parsePattern(path), folded: parsePattern(fold(path)), why: why ?? reason }));

  /** The first denial that fits. Names that differ in case or composition only are one file on some disks, so they are denied alike. */
  function denial(segments: readonly string[], fits: (match: Match) => boolean) {
    const folded = segments.map(fold);
    return denied.find((one) => fits(matchPath(one.exact, segments)) || fits(matchPath(one.folded, folded)));
  }
  const isAllowed = (segments: readonly string[], fits: (match: Match) => boolean): boolean => allowed?.some((pattern) => fits(matchPath(pattern, segments))) ?? true;

  function check(path: string, reach: Reach, isFolder: boolean | null): Refusal | null {
    const segments = segmentsOf(path);
    const hit = denial(segments, ({ covers }) => covers);
    if (hit !== undefined) return no(`${show(path)} is denied there (${show(hit.exact.text)})`, hit.why);
    const asFile = isAllowed(segments, ({ covers }) => covers);
    const within = isAllowed(segments, ({ coversBelow }) => coversBelow);
    const looksInside = reach !== 'itself' && isFolder !== false;
    if (!(looksInside ? within : asFile)) return no(`${show(path)} is not among the paths it allows: ${listOf(allowed)}`, reason);
    if (reach === 'itself' || isFolder !== true) return null;
    const inside = denial(segments, (match) => (reach === 'tree' ? match.mayMatchBelow : match.mayMatchEntry));
    if (inside === undefined) return null;
    return no(`${show(path)} holds what is denied there (${show(inside.exact.text)}), which ${reach === 'tree' ? 'a search or listing of the whole tree' : 'a listing'} would show: ${INSTEAD}`, inside.why);
  }

  function shows(path: string, isFolder: boolean): boolean {
    const segments = segmentsOf(path);
    if (denial(segments, ({ covers }) => covers) !== undefined) return false;
    return isAllowed(segments, ({ covers, mayMatchBelow }) => covers || (isFolder && mayMatchBelow));
  }

  return { check, shows };
}

const INSTEAD = 'name the files, or use a glob (ls -d *, grep PATTERN *.log), which leaves them out';

function no(what: string, why: string | undefined): Refusal {
  return refuse('site_path', `This site's policy refuses it: ${what}.${because(why)}`);
}

/** The site's own words, as an addition to a refusal. */
export function because(why: string | undefined): string {
  return why === undefined ? '' : ` The site says: ${why}`;
}

function listOf(patterns: readonly PathPattern[] | undefined): string {
  return (patterns ?? []).map(({ text }) => show(text)).join(', ') || 'none';
}

function fold(text: string): string {
  return text.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}
