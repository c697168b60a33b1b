// Judges the commands of a JSON array on stdin and prints the verdicts as one: the policy in a process of its own.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { evaluateCommand } from '../../../src/policy/evaluate.js';

const commands = z.array(z.string()).parse(JSON.parse(readFileSync(0, 'utf8')));
process.stdout.write(JSON.stringify(commands.map((command) => evaluateCommand(command))));
