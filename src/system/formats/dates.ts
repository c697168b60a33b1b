// Dates and clocks as z/OS logs print them, turned into ISO form. Pure; null means "not a date".

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `26326` (yyddd) or `2026326` (yyyyddd). Two-digit years up to 69 are 20yy. */
export function julianDate(text: string): string | null {
  const year = text.length === 5 ? centuryOf(Number(text.slice(0, 2))) : Number(text.slice(0, 4));
  return dayOfYear(year, Number(text.slice(-3)));
}

export function dayOfYear(year: number, day: number): string | null {
  if (day < 1 || day > (isLeap(year) ? 366 : 365)) return null;
  return isoDate(new Date(Date.UTC(year, 0, day)));
}

/** `22 NOV 2026`. */
export function wordDate(day: string, month: string, year: string): string | null {
  return calendarDate(Number(year), MONTHS.indexOf(month.slice(0, 3).toUpperCase()) + 1, Number(day));
}

export function calendarDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? isoDate(date) : null;
}

/** `2.14.02`, `02:14:02.55`, `02 14 02.55` → `02:14:02.55`; fractions beyond hundredths are dropped. */
export function clockOf(text: string): string | null {
  const parts = /^ ?(\d{1,2})[:. ](\d\d)[:. ](\d\d)(?:[.,](\d{1,9}))?$/.exec(text);
  const [, hour = '', minute = '', second = '', fraction] = parts ?? [];
  if (parts === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return `${hour.padStart(2, '0')}:${minute}:${second}${fraction === undefined ? '' : `.${fraction.slice(0, 2)}`}`;
}

export function centuryOf(twoDigits: number): number {
  return twoDigits < 70 ? 2000 + twoDigits : 1900 + twoDigits;
}

/** The day `days` after an ISO date. */
export function addDays(date: string, days: number): string {
  return isoDate(new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000));
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}
