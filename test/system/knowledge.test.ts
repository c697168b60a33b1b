// Message and abend knowledge: complete rows, no doubles, every form of a code, and the facts that are often got wrong.
import { describe, expect, test } from 'vitest';
import { ABEND_CODES, explainAbend, explainMessage, MESSAGE_IDS, parseAbend } from '../../src/system/knowledge/explain.js';
import { ABENDS } from '../../src/system/knowledge/abends.js';
import { JES2_MESSAGES } from '../../src/system/knowledge/jes2.js';
import { JOB_MESSAGES } from '../../src/system/knowledge/jobs.js';
import { SECURITY_MESSAGES } from '../../src/system/knowledge/security.js';
import { STORAGE_MESSAGES } from '../../src/system/knowledge/storage.js';
import { SUBSYSTEM_MESSAGES } from '../../src/system/knowledge/subsystems.js';
import { SYSTEM_MESSAGES } from '../../src/system/knowledge/system.js';
import { messageIdOf } from '../../src/system/formats/message.js';

const ROWS = [...JES2_MESSAGES, ...JOB_MESSAGES, ...STORAGE_MESSAGES, ...SYSTEM_MESSAGES, ...SECURITY_MESSAGES, ...SUBSYSTEM_MESSAGES];

describe('the tables', () => {
  test('hold at least what was promised, each id once', () => {
    expect(MESSAGE_IDS.length).toBeGreaterThanOrEqual(150);
    expect(ABEND_CODES.length).toBeGreaterThanOrEqual(40);
    expect(MESSAGE_IDS).toHaveLength(ROWS.length);
    expect(ABEND_CODES).toHaveLength(ABENDS.length);
  });

  test('every id is one that the log reader recognises', () => {
    expect(MESSAGE_IDS.filter((id) => messageIdOf(`${id} TEXT`) !== id)).toEqual([]);
    expect(ABEND_CODES.filter((code) => parseAbend(code)?.code !== code)).toEqual([]);
  });

  test('every row says what it means and what to check, in sentences; problems name causes', () => {
    for (const [id, level, meaning, causes, check] of ROWS) {
      expect(`${id}: ${meaning}`).toMatch(/\.$/);
      expect(`${id}: ${check}`).toMatch(/[.?]$/);
      if (level === 'problem' || level === 'action') expect(`${id}: ${causes}`).toMatch(/: .+\.$/);
    }
    for (const [code, ...texts] of ABENDS) for (const text of texts) expect(`${code}: ${text}`).toMatch(/: .+[.?]$/);
  });
});

describe('explainMessage', () => {
  test('by id, in any case and with a mark', () => {
    expect(explainMessage('ief450i')).toEqual({
      id: 'IEF450I',
      level: 'problem',
      meaning: 'A step ended abnormally: ABEND=Sxxx is a system code, Unnnn a user code, REASON the reason code.',
      causes: 'Depends on the code.',
      check: 'The code and reason, then the messages of the job right before (CEE, IEC, IGD, IEA995I), then the output of the step.',
    });
    expect(explainMessage('*$HASP050 ')?.id).toBe('$HASP050');
    expect(explainMessage('$HASP100')?.causes).toBeNull();
    expect(explainMessage('XYZ999I')).toBeNull();
  });
});

describe('explainAbend', () => {
  test.each([
    ['S0C7', 'S0C7', null],
    ['0C7', 'S0C7', null],
    ['s0c7', 'S0C7', null],
    ['S00C7', 'S0C7', null],
    ['ABEND=S0C7', 'S0C7', null],
    ['SB37-04', 'SB37', '04'],
    ['B37-04', 'SB37', '04'],
    ['913-38', 'S913', '38'],
    ['U4038', 'U4038', null],
    ['4038', 'U4038', null],
    ['U16', 'U0016', null],
  ])('%s', (code, known, returnCode) => {
    expect(explainAbend(code)).toMatchObject({ code: known, return_code: returnCode, kind: known.startsWith('S') ? 'system' : 'user' });
  });

  test.each(['', 'S', 'U', 'SFFF', 'UABCD', 'U12345', 'S0C7;ls', 'abend'])('%j is not known', (code) => {
    expect(explainAbend(code)).toBeNull();
  });
});

test.each([
  ['$HASP050', /TGS is spool space/],
  ['IEC030I', /B37/],
  ['IEC031I', /D37/],
  ['IEC032I', /E37/],
  ['IGD17101I', /already in the catalog/],
  ['CEE3207S', /S0C7/],
  ['CEE3204S', /S0C4/],
  ['CEE3201S', /S0C1/],
  ['DSN3100I', /ready for a START command/],
  ['DSNT408I', /-904 .* while Db2 is up.*-923 no connection/],
  ['IRA200E', /70 %/],
  ['IRA201E', /85 %/],
])('often got wrong: %s', (id, fact) => {
  const known = explainMessage(id);
  expect(`${known?.meaning ?? ''} ${known?.causes ?? ''}`).toMatch(fact);
});
