// Dates as z/OS logs print them, as ISO dates. Pure.
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Year and day of the year: `26323` or `2026323`; two-digit years are of this century. */
export function julianDate(text: string): string | null {
  const year = Number(text.slice(0, -3));
  const day = Number(text.slice(-3));
  if (!/^(?:\d{5}|\d{7})$/.test(text) || day < 1 || day > 366) return null;
  return new Date(Date.UTC(year < 100 ? 2000 + year : year, 0, day)).toISOString().slice(0, 10);
}

/** `19 NOV 2026` */
export function wordDate(text: string): string | null {
  const [, day = '', month = '', year = ''] = /(\d{1,2}) ([A-Z]{3}) (\d{4})/.exec(text) ?? [];
  const index = MONTHS.indexOf(month);
  return index < 0 ? null : `${year}-${String(index + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

export function timeOn(date: string | null, clock: string): string {
  const time = clock.trim().padStart(8, '0').replaceAll('.', ':');
  return date === null ? time : `${date}T${time}`;
}
