// Loaded into a server that is watched: on SIGUSR2 it collects all garbage and writes what is left, and what keeps its event loop busy.
import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// Made when first used, with a handle of its own: from the start on, or the first warning would look like a leak.
void process.stderr;
const collect = /** @type {() => void} */ (runInNewContext('gc'));

process.on('SIGUSR2', () => {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  const resources = count(process.getActiveResourcesInfo());
  const file = `${process.env['ZOPS_SOAK_PROBE'] ?? '.'}/${process.pid}.json`;
  writeFileSync(`${file}.tmp`, JSON.stringify({ bytes: heapUsed + external, resources }));
  renameSync(`${file}.tmp`, file);
});

/** @param {readonly string[]} kinds */
function count(kinds) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
