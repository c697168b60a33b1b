// `strftime` as the GNU programs have it (gnulib's nstrftime), in the C locale and in UTC.
import { Unsupported } from './unsupported.js';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAY_MS = 86_400_000;

/** Directives that stand for a whole format. */
const COMPOSITES: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/** Where the modifiers E and O change nothing in the C locale; elsewhere they are not reproduced. */
const MODIFIABLE: Readonly<Record<string, string>> = { E: 'cCxXyY', O: 'deHImMSuUVwWy' };

const DIRECTIVE = /%([_\-0+^#]*)([0-9]*)([EO]?)(:{0,3})([\s\S]?)/g;

/**
 * @param seconds since the epoch.
 * @param nanoseconds 0 to 999,999,999.
 * @throws Unsupported for a flag whose effect is not reproduced.
 */
export function strftime(format: string, seconds: number, nanoseconds: number): string {
  const date = new Date(seconds * 1000);
  return format.replace(DIRECTIVE, (text, flags: string, width: string, modifier: string, colons: string, letter: string) => {
    const decorated = flags !== '' || width !== '' || modifier !== '';
    if (flags.includes('+') || (modifier !== '' && (flags !== '' || width !== '' || MODIFIABLE[modifier]?.includes(letter) !== true))) {
      throw new Unsupported(`${JSON.stringify(text)} in a date format`);
    }
    const field = { flags, width: width === '' ? 0 : Number(width), letter };
    if (colons !== '' && letter !== 'z') {
      if (decorated) throw new Unsupported(`${JSON.stringify(text)} in a date format`);
      return text;
    }
    if (decorated && (letter === '%' || (letter in COMPOSITES && flags !== ''))) throw new Unsupported(`${JSON.stringify(text)} in a date format`);
    if (letter === '%') return '%';
    if (letter === 'n' || letter === 't') return pad(letter === 'n' ? '\n' : '\t', field, ' ');
    if (letter === 'N') return fraction(nanoseconds, field);
    if (letter === 'z') return zone(colons, field, text);
    const composite = COMPOSITES[letter];
    if (composite !== undefined) {
      if (letter === 'F' && (width !== '' || flags !== '')) throw new Unsupported('A width or a flag of %F');
      return pad(strftime(composite, seconds, nanoseconds), field, ' ');
    }
    const word = wordOf(letter, date);
    if (word !== undefined) return pad(changeCase(word, flags, letter), field, ' ');
    const number = numberOf(letter, date, seconds);
    if (number !== undefined) return padNumber(number, field);
    if (decorated) throw new Unsupported(`${JSON.stringify(text)} in a date format`);
    return text;
  });
}

interface Field {
  readonly flags: string;
  readonly width: number;
  readonly letter: string;
}

/** The last of the padding flags counts. */
function padding({ flags }: Field): string {
  return /[_\-0](?=[^_\-0]*$)/.exec(flags)?.[0] ?? '';
}

function pad(text: string, field: Field, usual: ' ' | '0'): string {
  const flag = padding(field);
  if (flag === '-') return text;
  return text.padStart(field.width, flag === '0' ? '0' : flag === '_' ? ' ' : usual);
}

interface Numeral {
  readonly value: number;
  readonly digits: number;
  readonly fill: ' ' | '0';
}

function padNumber({ value, digits, fill }: Numeral, field: Field): string {
  const flag = padding(field);
  const plain = String(Math.abs(value));
  const sign = value < 0 ? '-' : '';
  if (flag === '-') return sign + plain;
  const width = (field.width === 0 ? digits : field.width) - sign.length;
  const character = flag === '_' ? ' ' : flag === '0' ? '0' : fill;
  return character === ' ' ? (sign + plain).padStart(width + sign.length) : sign + plain.padStart(width, '0');
}

function changeCase(text: string, flags: string, letter = ''): string {
  if (letter === 'P') return text;
  if (flags.includes('#')) return /[Zp]/.test(letter) ? text.toLowerCase() : text.toUpperCase();
  return flags.includes('^') ? text.toUpperCase() : text;
}

function wordOf(letter: string, date: Date): string | undefined {
  switch (letter) {
    case 'a':
      return DAYS[date.getUTCDay()]?.slice(0, 3);
    case 'A':
      return DAYS[date.getUTCDay()];
    case 'b':
    case 'h':
      return MONTHS[date.getUTCMonth()]?.slice(0, 3);
    case 'B':
      return MONTHS[date.getUTCMonth()];
    case 'p':
      return date.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'P':
      return date.getUTCHours() < 12 ? 'am' : 'pm';
    case 'Z':
      return 'UTC';
    default:
      return undefined;
  }
}

function numberOf(letter: string, date: Date, seconds: number): Numeral | undefined {
  const year = date.getUTCFullYear();
  const yearDay = Math.floor((Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) - Date.UTC(year, 0, 1)) / DAY_MS);
  const weekDay = date.getUTCDay();
  const hour = date.getUTCHours();
  const half = hour % 12 === 0 ? 12 : hour % 12;
  const of = (value: number, digits = 2, fill: ' ' | '0' = '0'): Numeral => ({ value, digits, fill });
  switch (letter) {
    case 'C':
      return of(Math.floor(year / 100));
    case 'd':
      return of(date.getUTCDate());
    case 'e':
      return of(date.getUTCDate(), 2, ' ');
    case 'g':
      return of(isoWeek(date).year % 100);
    case 'G':
      return of(isoWeek(date).year, 4);
    case 'H':
      return of(hour);
    case 'I':
      return of(half);
    case 'j':
      return of(yearDay + 1, 3);
    case 'k':
      return of(hour, 2, ' ');
    case 'l':
      return of(half, 2, ' ');
    case 'm':
      return of(date.getUTCMonth() + 1);
    case 'M':
      return of(date.getUTCMinutes());
    case 'q':
      return of(Math.floor(date.getUTCMonth() / 3) + 1, 1);
    case 's':
      return of(seconds, 1);
    case 'S':
      return of(date.getUTCSeconds());
    case 'u':
      return of(weekDay === 0 ? 7 : weekDay, 1);
    case 'U':
      return of(Math.floor((yearDay + 7 - weekDay) / 7));
    case 'V':
      return of(isoWeek(date).week);
    case 'w':
      return of(weekDay, 1);
    case 'W':
      return of(Math.floor((yearDay + 7 - ((weekDay + 6) % 7)) / 7));
    case 'y':
      return of(((year % 100) + 100) % 100);
    case 'Y':
      return of(year, 4);
    default:
      return undefined;
  }
}

/** ISO 8601: the week belongs to the year of its Thursday. */
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 4 - (date.getUTCDay() || 7)));
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1 };
}

/** A width cuts the digits of a fraction, or fills them up on the right. */
function fraction(nanoseconds: number, field: Field): string {
  const width = field.width === 0 ? 9 : field.width;
  const digits = String(nanoseconds).padStart(9, '0').slice(0, Math.min(width, 9));
  const flag = padding(field);
  if (flag === '-') {
    if (width > 9) throw new Unsupported('A wide fraction without padding in a date format');
    return digits;
  }
  return digits.replace(/(?<=.)0+$/, '').padEnd(width, flag === '_' ? ' ' : '0');
}

function zone(colons: string, { flags, width }: Field, text: string): string {
  if (flags !== '' || width !== 0) throw new Unsupported(`${text} in a date format`);
  return ['+0000', '+00:00', '+00:00:00', '+00'][colons.length] ?? text;
}
