// Reading of JSON whose form is not certain. Pure.

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

export function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** `20,480`; a dash for what is not known. */
export function figure(value: unknown): string {
  return number(value)?.toLocaleString('en-US') ?? '–';
}

/** The clock of a time stamp, without fractions of a second. */
export function clock(time: string): string {
  return /(?:^|T)(\d\d:\d\d:\d\d)/.exec(time)?.[1] ?? time;
}
