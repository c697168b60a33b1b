// Every legitimate command of the policy's corpus in both sandboxes: same exit code, same stdout, same complaints.
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ZopsError } from '../../../src/errors.js';
import { DockerSandbox } from '../../../src/sandbox/docker/docker-sandbox.js';
import { createEmbeddedSandbox } from '../../../src/sandbox/embedded.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import { approve, describeDocker, DOCKER_ENV, IMAGE, simFolder } from '../../support/docker.js';

const CORPUS = JSON.parse(readFileSync(new URL('../../policy/corpus/legitimate.json', import.meta.url), 'utf8')) as { command: string }[];

interface Outcome {
  readonly exitCode?: number | null;
  readonly stdout?: string;
  readonly stderr?: string;
  /** Of the error that it failed with. */
  readonly code?: string;
}

async function outcome(sandbox: Sandbox, command: string): Promise<Outcome> {
  try {
    const { exitCode, stdout, stderr } = await sandbox.run(approve(command));
    return { exitCode, stdout: comparable(command, stdout), stderr: comparable(command, stderr) };
  } catch (error) {
    if (error instanceof ZopsError) return { code: error.code };
    throw error;
  }
}

/** The clock, the order of a folder and the container's own root folder are nobody's promise. */
function comparable(command: string, text: string): string {
  if (/^ *date(?! .*(?:@|\d{4}-\d\d-\d\d))/.test(command)) return text.replace(/\d/g, '0').replace(/\w+/g, 'w');
  if (/^ *ls .*-\w*a/.test(command)) return text.replace(/^(?:total \d+|.* \.\.)\n/gm, '');
  if (/^ *grep .*(?:-\w*[rR]|recurs)|^ *ls .*(?:-\w*[Uf]|none)/.test(command)) return text.split('\n').sort().join('\n');
  return text;
}

describeDocker('both sandboxes', () => {
  let docker: Sandbox;
  let embedded: Sandbox;

  beforeAll(() => {
    const directory = simFolder({
      'archive/old.log': 'JOB001 ENDED - RC=0000\nJOB002 ABEND=S0C7\n',
      'no-newline.log': 'first\nlast without end',
      'crlf.log': 'one\r\ntwo\r\n',
      'empty.log': '',
      'latin1.log': Buffer.from('M\xfcller\nABEND\n', 'latin1'),
      'with blank.log': 'ABEND with a blank\n',
      '-dash.log': 'ABEND behind a dash\n',
      '.hidden.log': 'ABEND hidden\n',
    });
    cpSync(new URL('../../../fixtures/baseline', import.meta.url), path.join(directory, '.'), { recursive: true });
    docker = new DockerSandbox({ image: IMAGE, directory, env: DOCKER_ENV, warn: () => undefined });
    embedded = createEmbeddedSandbox({ directory });
  });
  afterAll(() => Promise.all([docker.close(), embedded.close()]));

  it('answer alike, or the embedded one says that it cannot', async () => {
    const differences: string[] = [];
    let unsupported = 0;
    for (const { command } of CORPUS) {
      const [real, mine] = await Promise.all([outcome(docker, command), outcome(embedded, command)]);
      if (mine.code === 'unsupported_in_sandbox') unsupported += 1;
      else if (JSON.stringify(real) !== JSON.stringify(mine)) differences.push(`${command}\n  docker   ${brief(real)}\n  embedded ${brief(mine)}`);
    }
    expect(differences).toEqual([]);
    expect(CORPUS.length - unsupported).toBeGreaterThan(500);
  }, 300_000);
});

const brief = (value: unknown): string => JSON.stringify(value).slice(0, 400);
