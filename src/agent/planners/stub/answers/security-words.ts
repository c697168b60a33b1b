// Words for refused accesses and logons, user by user, and for changes that were made. Pure.
import { accessSummary, type UserAccess } from '../zos/access-summary.js';
import type { LogRecord } from '../zos/record.js';
import { and, count, cut, shown } from '../words.js';

/** Different resources named for one user, and users and changes listed. */
const RESOURCES = 4;
const USERS = 5;
const CHANGES = 6;

/** One line a user with refusals; empty when there were none. */
export function accessLines(records: readonly LogRecord[], today: string | null): readonly string[] {
  return accessSummary(records)
    .slice(0, USERS)
    .map((user) => userLine(user, today));
}

function userLine({ user, denied, warned, logons }: UserAccess, today: string | null): string {
  const revoked = logons.find(({ access }) => access?.word === 'REVKAUTO');
  const wrong = logons.filter(({ access }) => /PSWD|REVKAUTO/.test(access?.word ?? ''));
  const others = logons.length - wrong.length;
  const parts = [
    ...(denied.length === 0 ? [] : [`${count(denied.length, 'access', 'accesses')} denied (${resources(denied)}; ${span(denied, today)})`]),
    ...(warned.length === 0
      ? []
      : [
          `${warned.length === 1 ? 'one' : warned.length} let pass although its profile forbids it (warning mode: ${resources(warned)}; ${span(warned, today)})`,
        ]),
    ...(wrong.length === 0 ? [] : [`${count(wrong.length, 'logon')} with an invalid password (INVPSWD; ${span(wrong, today)})`]),
    ...(revoked === undefined ? [] : [`revoked at ${shown(revoked.time, today) ?? 'an unknown time'} after too many of them`]),
    ...(others > 0 ? [`${count(others, 'further logon')} refused`] : []),
  ];
  return `${user}: ${parts.join('; ')}`;
}

function resources(records: readonly LogRecord[]): string {
  const names = [
    ...new Set(records.map(({ access }) => [access?.intent, access?.resource].filter((part) => part !== null && part !== undefined).join(' '))),
  ];
  return names.length <= RESOURCES ? and(names) : `${names.slice(0, RESOURCES).join(', ')} and ${names.length - RESOURCES} more`;
}

function span(records: readonly LogRecord[], today: string | null): string {
  const [first, last] = [shown(records[0]?.time ?? null, today), shown(records.at(-1)?.time ?? null, today)];
  return first === last || last === null ? (first ?? 'time unknown') : `${first ?? '?'} to ${last}`;
}

/** The newest changes, oldest first. */
export function changeLines(records: readonly LogRecord[], today: string | null): readonly string[] {
  return records.slice(-CHANGES).map((record) => {
    const at = shown(record.time, today);
    const { access, by, job } = record;
    const what =
      access === undefined
        ? `${by ?? 'somebody'}: ${cut(record.text, 110)}`
        : `${access.user} updated ${access.resource ?? '?'}${job === null || job === access.user ? '' : ` (job ${job})`}`;
    return `${at === null ? '' : `${at} `}${what} [${record.source}]`;
  });
}
