// What one decision of the policy takes, over every command of the tests' corpus. In this process.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { byTurns } from './measure.js';
import type { Part, Result, Table } from './part.js';
import { ROOT } from './servers.js';

const ROUNDS = 30;
const ROW = 'one decision';

async function run(): Promise<Result> {
  const folder = path.join(ROOT, 'test/policy/corpus');
  const commands = readdirSync(folder).flatMap((file) => (JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { command: string }[]).map(({ command }) => command));
  const table: Table = {
    title: `Policy: a decision on each of ${commands.length} commands`,
    unit: 'µs',
    baseline: ROW,
    samples: await byTurns(ROUNDS, {
      [ROW]: () =>
        Promise.resolve(
          commands.map((command) => {
            const started = performance.now();
            evaluateCommand(command);
            return (performance.now() - started) * 1000;
          }),
        ),
    }),
  };
  return { tables: [table], bars: [{ what: 'one policy decision, p99', table, row: ROW, statistic: 'p99', bound: { atMost: 50 } }] };
}

export const POLICY: Part = { name: 'policy', run };
