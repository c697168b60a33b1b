// The free-form dates of `date -d`, as the GNU programs read them (gnulib's parse-datetime), in UTC.
import { instantOf, saidNow, sinceEpoch, type Instant, type Said } from './instant.js';
import { SyntaxFailure, tokenize, type NumberToken, type Token, type Unit } from './words.js';

/** @returns undefined for what GNU date calls an invalid date. @throws RangeError for years that JavaScript's dates do not reach, and for numbers that lead there. */
export function parseDate(text: string, now: Instant): Instant | undefined {
  try {
    return new DateParser(tokenize(text), now).parse();
  } catch (error) {
    if (error instanceof SyntaxFailure) return undefined;
    throw error;
  }
}

class DateParser {
  private at = 0;
  private readonly said: Said;

  constructor(
    private readonly tokens: readonly Token[],
    now: Instant,
  ) {
    this.said = saidNow(now);
  }

  parse(): Instant {
    if (this.character(0, '@')) return this.sinceEpoch();
    while (this.at < this.tokens.length) this.item();
    return instantOf(this.said);
  }

  private peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  private number(ahead: number, sign: 'signed' | 'unsigned' | 'any' = 'any'): NumberToken | undefined {
    const token = this.peek(ahead);
    if (token?.type !== 'number') return undefined;
    return sign === 'any' || (sign === 'signed') === (token.sign !== '') ? token : undefined;
  }

  private whole(ahead: number, sign: 'signed' | 'unsigned' | 'any' = 'any'): NumberToken | undefined {
    const token = this.number(ahead, sign);
    return token?.fraction === undefined ? token : undefined;
  }

  private character(ahead: number, value: string): boolean {
    const token = this.peek(ahead);
    return token?.type === 'character' && token.value === value;
  }

  private sinceEpoch(): Instant {
    const token = this.number(1);
    if (token === undefined || this.tokens.length !== 2) throw new SyntaxFailure();
    return sinceEpoch(token.value, token.fraction ?? 0, token.sign === '-');
  }

  private item(): void {
    const token = this.peek();
    switch (token?.type) {
      case 'number':
        if (token.sign !== '') this.relativeUnit();
        else this.unsignedItem(token);
        return;
      case 'month':
        this.monthFirst(token.value);
        return;
      case 'day':
        this.at += this.character(1, ',') ? 2 : 1;
        this.setWeekday(0, token.value);
        return;
      case 'ordinal':
        this.ordinal(token.value);
        return;
      case 'shift':
        this.at += 1;
        this.said.relative.day += token.value;
        this.said.seen.relatives += 1;
        return;
      case 'unit':
        this.relativeUnit();
        return;
      case 'zone':
        this.zone(token.minutes, token.isSummer);
        return;
      case 'T':
        // The military zone T, seven hours west.
        this.at += 1;
        this.said.seen.zones += 1;
        this.said.offsetMinutes = -7 * 60;
        if (this.whole(0, 'signed') !== undefined) this.relativeUnit(false);
        return;
      case 'ago':
      case 'dst':
      case 'meridian':
      case 'character':
      case undefined:
        throw new SyntaxFailure();
    }
  }

  private ordinal(value: number): void {
    const next = this.peek(1);
    if (next?.type === 'day') {
      this.at += 2;
      this.setWeekday(value, next.value);
    } else if (next?.type === 'unit') {
      this.at += 2;
      this.addRelative(next, value, 0);
    } else throw new SyntaxFailure();
  }

  private setWeekday(ordinal: number, day: number): void {
    this.said.weekday = { ordinal, day };
    this.said.seen.days += 1;
  }

  private unsignedItem(token: NumberToken): void {
    const next = this.peek(1);
    if (this.character(1, ':')) this.clockTime(token);
    else if (this.character(1, '/')) this.slashDate(token);
    else if (next?.type === 'meridian' && token.fraction === undefined) this.setTime(token.value, 0, 0, 0, next.value, 2);
    else if (next?.type === 'unit') this.relativeUnit();
    else if (token.fraction !== undefined) throw new SyntaxFailure();
    else if (next?.type === 'day') {
      this.at += 2;
      this.setWeekday(token.value, next.value);
    } else if (next?.type === 'month') this.dayFirst(token, next.value);
    else if (this.whole(1, 'signed') !== undefined && this.whole(2, 'signed') !== undefined) this.isoDate(token);
    else if (this.whole(1, 'signed') !== undefined && this.peek(2)?.type !== 'unit') this.hourWithOffset(token);
    else {
      this.bareNumber(token);
      if (this.whole(0, 'signed') !== undefined) this.relativeUnit(false);
    }
  }

  private isoDate(year: NumberToken): void {
    const [month, day] = [this.number(1), this.number(2)];
    if (month?.sign !== '-' || day?.sign !== '-') throw new SyntaxFailure();
    this.at += 3;
    this.setDate(year, month.value, day.value);
    if (this.peek()?.type !== 'T') return;
    // ISO 8601: a T between date and time.
    this.at += 1;
    const hour = this.number(0, 'unsigned');
    if (hour === undefined) throw new SyntaxFailure();
    if (this.character(1, ':')) this.clockTime(hour, false);
    else this.hourWithOffset(hour);
  }

  /** `07+0100`: an hour is a time only with its zone. */
  private hourWithOffset(hour: NumberToken): void {
    if (this.whole(1, 'signed') === undefined) throw new SyntaxFailure();
    this.setTime(hour.value, 0, 0, 0, undefined, 1);
    this.offsetBehindTime();
  }

  /** @param year undefined: the one that is said elsewhere, or now */
  private setDate(year: NumberToken | undefined, month: number, day: number): void {
    Object.assign(this.said, { month, day });
    if (year !== undefined) this.setYear(year);
    this.said.seen.dates += 1;
  }

  /** Two digits mean a year of this or the last century, but not behind a plus: `22 nov +26` is in the year 26. */
  private setYear({ sign, value, digits }: NumberToken): void {
    Object.assign(this.said, { year: value, yearDigits: sign === '+' ? Math.max(digits, 4) : digits });
  }

  /** `m/d`, `m/d/y`, and `y/m/d` when the first has four digits. */
  private slashDate(first: NumberToken): void {
    const second = this.whole(2, 'unsigned');
    if (first.fraction !== undefined || second === undefined) throw new SyntaxFailure();
    const third = this.character(3, '/') ? this.whole(4, 'unsigned') : undefined;
    this.at += third === undefined ? 3 : 5;
    if (this.character(0, '/')) throw new SyntaxFailure();
    if (third === undefined) this.setDate(undefined, first.value, second.value);
    else if (first.digits >= 4) this.setDate(first, second.value, third.value);
    else this.setDate(third, first.value, second.value);
  }

  /** `22 nov`, `22 nov 2026`, `22-nov-2026`; also `22 nov +1 day` means a day behind the 22nd of the year 1. */
  private dayFirst(day: NumberToken, month: number): void {
    const year = this.whole(2);
    this.at += year === undefined ? 2 : 3;
    this.setDate(year, month, day.value);
  }

  /** `nov 22`, `nov 22, 2026`, `nov-22-2026`. */
  private monthFirst(month: number): void {
    const day = this.whole(1);
    if (day === undefined || day.sign === '+') throw new SyntaxFailure();
    const dashed = day.sign === '-' ? this.whole(2, 'signed') : undefined;
    const comma = this.character(2, ',') ? this.whole(3, 'unsigned') : undefined;
    if (dashed !== undefined) {
      this.at += 3;
      this.setDate(dashed, month, day.value);
    } else if (day.sign === '-') throw new SyntaxFailure();
    else if (comma !== undefined && !this.character(4, ':')) {
      this.at += 4;
      this.setDate(comma, month, day.value);
    } else {
      this.at += 2;
      this.setDate(undefined, month, day.value);
    }
  }

  private clockTime(hour: NumberToken, mayHaveHalf = true): void {
    const minute = this.whole(2, 'unsigned');
    const second = this.character(3, ':') ? this.number(4, 'unsigned') : undefined;
    if (hour.fraction !== undefined || minute === undefined) throw new SyntaxFailure();
    const length = second === undefined ? 3 : 5;
    const meridian = this.peek(length);
    const half = mayHaveHalf && meridian?.type === 'meridian' ? meridian.value : undefined;
    this.setTime(hour.value, minute.value, second?.value ?? 0, second?.fraction ?? 0, half, half === undefined ? length : length + 1);
    if (half === undefined) this.offsetBehindTime();
  }

  /** A signed number behind a time is its zone, whatever comes then: `12:00 +1 day` is an hour east, and a day later. */
  private offsetBehindTime(): void {
    const offset = this.whole(0, 'signed');
    if (offset === undefined) return;
    this.at += 1;
    this.said.seen.zones += 1;
    this.said.offsetMinutes = this.zoneOffset(offset);
  }

  private zoneOffset(offset: NumberToken): number {
    let minutes = offset.digits <= 2 ? offset.value * 60 : Math.floor(offset.value / 100) * 60 + (offset.value % 100);
    if (this.character(0, ':')) {
      const behind = this.whole(1, 'unsigned');
      if (behind === undefined) throw new SyntaxFailure();
      minutes = offset.value * 60 + behind.value;
      this.at += 2;
    }
    if (minutes > 24 * 60) throw new SyntaxFailure();
    return offset.sign === '-' ? -minutes : minutes;
  }

  /** @param half 0 for am, 12 for pm. */
  private setTime(hour: number, minute: number, second: number, nanoseconds: number, half: number | undefined, length: number): void {
    if (half !== undefined && (hour < 1 || hour > 12)) throw new SyntaxFailure();
    const hours = half === undefined ? hour : (hour % 12) + half;
    if (hours > 23 || minute > 59 || second > 60) throw new SyntaxFailure();
    this.at += length;
    this.said.time = { hour: hours, minute, second, nanoseconds };
    this.said.seen.times += 1;
  }

  /** Summer time stands alone; behind other zones comes DST, an offset, or a signed relative time. */
  private zone(minutes: number, isSummer: boolean): void {
    this.at += 1;
    this.said.seen.zones += 1;
    this.said.offsetMinutes = minutes;
    if (isSummer) return;
    const signed = this.whole(0, 'signed');
    if (this.peek()?.type === 'dst') {
      this.at += 1;
      this.said.offsetMinutes += 60;
    } else if (signed !== undefined) {
      if (this.peek(1)?.type === 'unit') this.relativeUnit(false);
      else {
        this.at += 1;
        this.said.offsetMinutes += this.zoneOffset(signed);
      }
    }
  }

  /** @param knowsAgo false for a signed whole number behind a zone or a bare number */
  private relativeUnit(knowsAgo = true): void {
    const number = this.number(0);
    const unit = this.peek(number === undefined ? 0 : 1);
    if (unit?.type !== 'unit') throw new SyntaxFailure();
    if (number?.fraction !== undefined && (unit.value !== 'second' || unit.factor !== 1)) throw new SyntaxFailure();
    this.at += number === undefined ? 1 : 2;
    const sign = number?.sign === '-' ? -1 : 1;
    this.addRelative(unit, number === undefined ? 1 : sign * number.value, sign * (number?.fraction ?? 0), knowsAgo);
  }

  private addRelative({ value, factor }: { value: Unit; factor: number }, count: number, nanoseconds: number, knowsAgo = true): void {
    const ago = knowsAgo && this.peek()?.type === 'ago' ? -1 : 1;
    if (ago < 0) this.at += 1;
    this.said.relative[value] += ago * count * factor;
    this.said.relative.nanoseconds += ago * nanoseconds;
    this.said.seen.relatives += 1;
  }

  /** `20261122` is a date, `2026` behind a date without one its year, and any other number an hour or hhmm. */
  private bareNumber(token: NumberToken): void {
    const { value, digits } = token;
    const { dates, relatives, times } = this.said.seen;
    if (dates > 0 && this.said.yearDigits === 0 && relatives === 0 && (times > 0 || digits > 2)) {
      this.at += 1;
      this.setYear(token);
    } else if (digits > 4) {
      this.at += 1;
      this.setDate({ ...token, value: Math.floor(value / 10_000), digits: digits - 4 }, Math.floor(value / 100) % 100, value % 100);
    } else {
      const [hour, minute] = digits <= 2 ? [value, 0] : [Math.floor(value / 100), value % 100];
      this.setTime(hour, minute, 0, 0, undefined, 1);
    }
  }
}
