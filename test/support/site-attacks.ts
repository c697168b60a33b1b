// Attacks on files that a site keeps back, and what must go on working beside them: the same list for every sandbox.
// Every denied file holds HIDDEN and every denied name is HIDDEN-…, so that any answer with that word is a leak.
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SitePaths } from '../../src/policy/narrow/site-paths.js';

export const DENIED: SitePaths = { deny: [{ path: '/sim/audit.log' }, { path: '/sim/private' }, { path: '/sim/mixed/*.key' }] };

/** Lays these files into a folder that is served as /sim. */
export async function attackedFolder(folder: string): Promise<void> {
  const put = (name: string, text: string) => writeFile(path.join(folder, name), text);
  for (const name of ['private', 'private/deep', 'mixed', 'public', 'links']) await mkdir(path.join(folder, name), { recursive: true });
  await put('audit.log', 'HIDDEN audit\n');
  await put('private/HIDDEN-name', 'HIDDEN private\n');
  await put('private/deep/HIDDEN-deep', 'HIDDEN deep\n');
  await put('mixed/HIDDEN-a.key', 'HIDDEN key\n');
  await put('mixed/b.log', 'b\n');
  await put('public/p.log', 'p\n');
  for (const [name, target] of [
    ['links/to-audit', '../audit.log'], ['links/to-private', '../private'], ['links/absolute', '/sim/audit.log'], ['links/twice', 'to-audit'], ['links/back', 'to-private/../private/deep'], ['links/to-mixed', '../mixed'], ['public/to-private', '../private'],
  ] as const) await symlink(target, path.join(folder, name));
  await rm(path.join(folder, 'error.log'), { force: true });
  await symlink('audit.log', path.join(folder, 'error.log'));
}

/** By what they try. */
export const SITE_ATTACKS: Readonly<Record<string, string>> = {
  'the file itself': 'cat audit.log',
  'another spelling of its path': 'cat /sim/./links/.././audit.log',
  'upper case, for disks that do not mind': 'cat AUDIT.LOG',
  'a link to it': 'cat links/to-audit',
  'a link to a link to it': 'head links/twice',
  'an absolute link to it': 'tail links/absolute',
  'a log that is a link to it': 'grep -c . error.log',
  'a folder on the way that is a link': 'cat links/to-private/HIDDEN-name',
  'a guess at a name in it, through a link': 'ls -d links/to-private/HIDDEN-guess',
  'a guess at a folder in it, through a link': 'cat links/to-private/HIDDEN-guess/below',
  'a guess that goes through a denied file': 'cat links/to-audit/below',
  'a link that climbs through a denied folder': 'ls links/back',
  'a glob over it': 'cat a*.log',
  'a glob over a link to it': 'cat *.log',
  'a glob for nothing but it': 'cat audi?.log',
  'a glob in the denied folder': 'cat private/*',
  'a glob of echo, for the names': 'echo private/* */HIDDEN* mixed/*',
  'a glob of echo through a link': 'echo links/to-private/* links/to-mixed/*',
  'a glob through a link': 'cat links/to-private/*',
  'a glob through any folder': 'cat */HIDDEN-name',
  'a listing of the denied folder': 'ls -la private',
  'a listing of a folder with a denied file': 'ls mixed',
  'a listing through a link to such a folder': 'ls links/to-mixed/',
  'a listing through a link': 'ls -l links/to-private/',
  'a listing of everything': 'ls -R',
  'a listing of everything below a folder': 'ls -R /sim/mixed',
  'a listing that follows links': 'ls -RL public',
  'the size behind a link': 'ls -lL links/to-audit',
  'the kind of what is behind a link': 'ls -lF links',
  'the kind, by the order': 'ls --group-directories-first links',
  'the size of the file': 'wc -c audit.log',
  'a search of everything': 'grep -r HIDDEN',
  'a search of everything, by name': 'grep -rl . /sim',
  'a search of a folder with a denied file': 'grep -r . mixed',
  'a search that follows links': 'grep -R . public',
  'a search that follows links, from the links': 'grep -R . links',
  'a search that begins at a link': 'grep -r . links/to-private',
  'a search in disguise': 'grep -d recurse . /sim',
  'a search in disguise, long': 'grep --directories=rec . mixed',
  'counting by directories': 'grep -c . links/to-private/deep/HIDDEN-deep',
};

/** Attacks by glob that run, because to a glob there is nothing there. All others are refused. */
export const MEETS_NOTHING: ReadonlySet<string> = new Set(['a glob over it', 'a glob for nothing but it', 'a glob of echo, for the names', 'a glob of echo through a link', 'a glob through any folder']);

/** Commands and what they print. */
export const SITE_PASSES: Readonly<Record<string, string>> = {
  'cat mixed/b.log public/p.log': 'b\np\n',
  'cat mixed/*': 'b\n',
  'echo mixed/* private/*': 'mixed/b.log private/*\n',
  'ls -d mixed/*': 'mixed/b.log\n',
  'grep -r p public/p.log': 'p\n',
  'ls public': 'p.log\nto-private\n',
  'cat links/to-mixed/b.log': 'b\n',
  'echo audit.log': 'audit.log\n',
  'cat public/nothing links/to-mixed/nothing/below': '',
};
