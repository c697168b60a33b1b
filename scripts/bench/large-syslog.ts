// Writes a syslog of any size, fast: the same mebibyte again and again, each with the minute that follows.
import { open } from 'node:fs/promises';

/** What a search looks for, and in how many records of a whole log it stands. */
export const WANTED = 'ABEND=S0C7';
export const WANTED_JOB = 'JOB99999';
export const HITS = 5;

const BLOCK_BYTES = 2 ** 20;
const DATE_AT = 19;
const MINUTE_MS = 60_000;
const LAST_MINUTE = Date.UTC(2026, 10, 22, 23, 59);

/** Ends on 2026-11-22 at 23:59; earlier minutes above. @param bytes a multiple of one mebibyte */
export async function writeSyslog(path: string, bytes: number): Promise<void> {
  const blocks = bytes / BLOCK_BYTES;
  const { block, dates } = template();
  const hit = `N 4000000 SYSA     DDDDD HH:MM:30.00 ${WANTED_JOB} 00000090  IEF450I PAYR0300 STEP030 - ${WANTED} U0000 REASON=00000007`;
  const file = await open(path, 'w');
  try {
    for (let index = 0; index < blocks; index += 1) {
      const stamp = julian(LAST_MINUTE - (blocks - 1 - index) * MINUTE_MS);
      for (const at of dates) block.write(stamp, at, 'latin1');
      await file.write(block);
      // A few lines among millions: at even distances, the first near the top.
      if (index % Math.ceil(blocks / HITS) === 0) {
        const at = dates[Math.floor(dates.length / 2)] ?? 0;
        const line = hit.replace('DDDDD HH:MM', stamp);
        const end = block.indexOf('\n', at);
        await file.write(line.padEnd(end - at + DATE_AT, ' '), index * BLOCK_BYTES + at - DATE_AT, 'latin1');
      }
    }
  } finally {
    await file.close();
  }
}

/** A time in the middle of such a log. */
export function middleOf(bytes: number): string {
  const time = LAST_MINUTE - Math.floor(bytes / BLOCK_BYTES / 2) * MINUTE_MS;
  return `${new Date(time).toISOString().slice(0, 16)}:30`;
}

/** One mebibyte of everyday messages of one minute, and where its lines have their dates. */
function template(): { block: Buffer; dates: number[] } {
  const lines: string[] = [];
  const dates: number[] = [];
  let size = 0;
  for (let n = 0; ; n += 1) {
    const second = `${String(Math.floor(n / 300) % 60).padStart(2, '0')}.${String(n % 100).padStart(2, '0')}`;
    const head = `0000000 SYSA     DDDDD HH:MM:${second} JOB${10_000 + (n % 5_000)} 00000090`;
    const name = `PRDJ${String(n % 5_000).padStart(4, '0')}`;
    const said = [
      `N ${head}  $HASP373 ${name} STARTED - INIT ${n % 9}    - CLASS A        - SYS SYSA`,
      `N ${head}  IEF403I ${name} - STARTED - TIME=02.13.58`,
      `N ${head}  IEC070I 203-204,${name},STEP0${n % 9},OUTPUT,8A14,PRD014,PROD.DAILY.G${String(n % 10_000).padStart(4, '0')}V00`,
      `N ${head}  $HASP395 ${name} ENDED - RC=0000`,
      `N ${head}  IEF404I ${name} - ENDED - TIME=02.14.03`,
    ];
    const more = n % 200 === 0 ? message(head, n) : [said[n % said.length] ?? ''];
    const bytes = more.reduce((sum, line) => sum + line.length + 1, 0);
    if (size + bytes > BLOCK_BYTES - 200) break;
    for (const line of more) {
      if (line.includes('DDDDD')) dates.push(size + DATE_AT);
      size += line.length + 1;
      lines.push(line);
    }
  }
  const last = 'N 0000000 SYSA     DDDDD HH:MM:59.99          00000090  IEA611I ';
  dates.push(size + DATE_AT);
  lines.push(last.padEnd(BLOCK_BYTES - size - 1, '.'));
  return { block: Buffer.from(`${lines.join('\n')}\n`, 'latin1'), dates };
}

/** A message of several lines. */
function message(head: string, n: number): string[] {
  const id = String(100 + (n % 900)).padStart(3, '0');
  const member = (type: string, text: string): string => `${type}${id.padStart(44)} 00000090  ${text}`;
  return [`M ${head}  IEA995I SYMPTOM DUMP OUTPUT  ${id}`, member('D', '  SYSTEM COMPLETION CODE=0C4  REASON CODE=00000011'), member('D', '   TIME=02.14.02  SEQ=01831  CPU=0000  ASID=00B4'), member('E', 'END OF SYMPTOM DUMP')];
}

/** `yyddd hh:mm` */
function julian(time: number): string {
  const date = new Date(time);
  const day = Math.floor((time - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
  return `${String(date.getUTCFullYear() % 100)}${String(day).padStart(3, '0')} ${date.toISOString().slice(11, 16)}`;
}
