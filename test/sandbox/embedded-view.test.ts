// The view of /sim while somebody else renames things under it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SimView } from '../../src/sandbox/embedded/view.js';

describe('SimView', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zops-view-'));
  afterEach(() => {
    vi.restoreAllMocks();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it.runIf(process.platform === 'linux')('reads nothing when a folder becomes a link to the outside between the look at a path and its opening', () => {
    const sim = path.join(folder, 'sim');
    const outside = path.join(folder, 'outside');
    for (const [place, text] of [[path.join(sim, 'sub'), 'inside'], [outside, 'outside']] as const) {
      fs.mkdirSync(place, { recursive: true });
      fs.writeFileSync(path.join(place, 'some.log'), text);
    }
    const view = new SimView(sim);
    expect(view.read('sub/some.log').toString()).toBe('inside');
    const open = fs.openSync;
    vi.spyOn(fs, 'openSync').mockImplementationOnce((...args) => {
      fs.renameSync(path.join(sim, 'sub'), path.join(sim, 'moved'));
      fs.symlinkSync(outside, path.join(sim, 'sub'));
      return open(...args);
    });
    expect(() => view.read('sub/some.log')).toThrow('Permission denied');
  });
});
