// Where a file operand really leads: the walk that the kernel would make, link by link, refused as soon as it leaves /sim.
// File system calls are synchronous: each takes microseconds, a hop to the thread pool takes a hundred.
import { existsSync, readdirSync, readlinkSync, type Dirent } from 'node:fs';
import path from 'node:path';
import type { Entry } from '../src/policy/glob.js';
import { SIM_ROOT } from './environment.js';
import { Failure } from './failure.js';
import { RUNNER_LIMITS } from './limits.js';
import { lstat, Route } from './route.js';

export class Jail {
  /** @param root where /sim really is: `/sim` in the container, any folder in a test. */
  constructor(readonly root: string) {}

  /**
   * Follows an operand, absolute or relative to /sim, and notes the folders on its way in `route`.
   * @returns the real path as far as it exists; the program itself reports what is missing or not readable
   * @throws Failure `refused` when it leaves /sim
   */
  follow(operand: string, route: Route): string {
    let todo = this.inside(operand, operand);
    let at: string[] = [];
    let links = 0;
    this.note(this.root, route);
    for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
      if (next === '..') {
        if (at.pop() === undefined) throw outside(operand);
        continue;
      }
      const here = path.join(this.root, ...at, next);
      const stats = lstat(here);
      if (stats?.isSymbolicLink() === true) {
        links += 1;
        if (links > RUNNER_LIMITS.links) return here;
        const target = readlinkSync(here);
        todo = [...this.inside(target, operand), ...todo];
        if (target.startsWith('/')) at = [];
        continue;
      }
      at.push(next);
      if (stats?.isDirectory() !== true) return here;
      route.add(here, stats);
    }
    return path.join(this.root, ...at);
  }

  /**
   * Notes every folder below an operand, through links too, for a program that follows the links it finds.
   * @param found called with the real path of each folder and of what each link leads to
   * @throws Failure `refused` when one of them leads to something outside; one that leads nowhere shows nothing
   */
  sweep(operand: string, route: Route, found: (place: string) => void): void {
    const todo = [this.follow(operand, route)];
    const seen = new Set<string>();
    for (let folder = todo.pop(); folder !== undefined; folder = todo.pop()) {
      if (seen.has(folder) || lstat(folder)?.isDirectory() !== true) continue;
      seen.add(folder);
      if (seen.size > RUNNER_LIMITS.folders) throw new Failure('refused', `more than ${RUNNER_LIMITS.folders} folders to follow links in: name fewer, or do not follow links.`, 'path-jail');
      for (const entry of entriesOf(folder)) {
        const here = path.join(folder, entry.name);
        if (!entry.isDirectory() && !(entry.isSymbolicLink() && existsSync(here))) continue;
        const place = this.follow(this.named(here), route);
        found(place);
        todo.push(place);
      }
    }
  }

  /** The name in /sim of a place that `follow` found. */
  named(place: string): string {
    return `${SIM_ROOT}${place.slice(this.root.length)}`;
  }

  /**
   * What is in a folder, for globs; nothing when it is missing, unreadable or outside.
   * @param shows whether a path, links on the way to its folder followed, may be found
   */
  list(folder: string, shows: (path: string, isFolder: boolean) => boolean = () => true): readonly Entry[] {
    const place = this.place(folder);
    if (place === undefined) return [];
    const all = entriesOf(place).map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() || (entry.isSymbolicLink() && this.isFolder(`${folder}/${entry.name}`)) }));
    return all.filter(({ name, isDirectory }) => shows(`${this.named(place)}/${name}`, isDirectory));
  }

  private isFolder(operand: string): boolean {
    const place = this.place(operand);
    return place !== undefined && lstat(place)?.isDirectory() === true;
  }

  /** Where an operand leads, undefined for outside. */
  private place(operand: string): string | undefined {
    try {
      return this.follow(operand, new Route());
    } catch {
      return undefined;
    }
  }

  /** The segments below /sim of an absolute path, or of a relative one as it is. */
  private inside(target: string, operand: string): string[] {
    const segments = target.split('/').filter((segment) => segment !== '' && segment !== '.');
    if (!target.startsWith('/')) return segments;
    if (segments.shift() !== SIM_ROOT.slice(1)) throw outside(operand);
    return segments;
  }

  private note(folder: string, route: Route): void {
    const stats = lstat(folder);
    if (stats !== undefined) route.add(folder, stats);
  }
}

function outside(operand: string): Failure {
  return new Failure('refused', `${JSON.stringify(operand)} leads outside of /sim.`, 'path-jail');
}

/** None for what is no folder, or cannot be read. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
