// "Set the log level to debug" and its many variations. Pure. The server knows keys and ranges; here are only everyday names.
import { numberOf } from './numbers.js';
import { pattern } from './pattern.js';
import type { Wish } from './wish.js';

type ConfigWish = Extract<Wish, { kind: 'config' | 'unclear' }>;

const KEYS: readonly (readonly [string, RegExp])[] = [
  ['log_level', /\b(?:log(?:ging)?[\s_-]*(?:level|verbosity)|loglevel|verbosity|logging)\b/i],
  ['max_jobs', /\b(?:max(?:imum)?[\s_-]*(?:number of\s+)?(?:concurrent\s+|parallel\s+)?jobs|jobs?\s+(?:limit|maximum))\b/i],
  ['retention_days', /\b(?:(?:log\s+|data\s+)?retention(?:[\s_-]*(?:days|period|time))?)\b/i],
  ['batch_size', /\b(?:batch(?:[\s_-]*size)?)\b/i],
  ['timeout_seconds', /\b(?:time-?\s?out(?:[\s_-]*seconds)?)\b/i],
  ['debug_mode', /\b(?:debug(?:[\s_-]*mode|ging)?)\b/i],
];
const CHANGE = pattern`
  ^(?:set|change|update|modify|put|switch|raise|increase|lower|decrease|reduce|drop|bump|adjust|make|configure|reset|
  turn|use|enable|disable|activate|deactivate|update_config)\b`;
const ASSIGNMENT = /^([A-Za-z][\w .-]{0,60}?)\s*(?::=|=)\s*(\S.*)$/;
const TO_VALUE = /\s(?:to|=|:=|as|at|into|onto)\s+(?:be\s+)?["'`]?([^"'`]+?)["'`]?\s*[.!]?$/i;
const LEVEL = /\b(debug|info|warn(?:ing)?|error)\b/i;
const OFF = /\b(?:off|false|no|disabled?|deactivated?|deactivate|0)\b/i;

/** "Keep the logs for 30 days." */
const KEEP = /^(?:keep|retain|store)\b.*\blogs?\b.*?\b(\d+\s+(?:days?|weeks?))\b/i;

export function configWish(text: string): ConfigWish | undefined {
  const kept = quantity(KEEP.exec(text)?.[1] ?? '', 'retention_days');
  if (kept !== undefined) return { kind: 'config', key: 'retention_days', value: kept };
  const assignment = ASSIGNMENT.exec(text);
  const changes = CHANGE.test(text);
  if (!changes && assignment === null) return /^(?:log at|use)\b.*\blevel\b/i.test(text) ? level(text) : undefined;
  const subject = subjectOf(text);
  const key = KEYS.find(([, pattern]) => pattern.test(subject))?.[0];
  if (key === 'debug_mode' && /\b(?:log|logging)\b/i.test(text) && !/\bmode\b/i.test(text)) return level(text);
  if (key !== undefined) return known(key, text, subject);
  if (assignment?.[1] !== undefined && assignment[2] !== undefined)
    return { kind: 'config', key: asKey(assignment[1]), value: unquoted(assignment[2]) };
  const value = TO_VALUE.exec(text)?.[1];
  if (!/^(?:set|change|update|update_config|configure|adjust)\b/i.test(text) || value === undefined) return undefined;
  return { kind: 'config', key: asKey(subject), value: unquoted(value) };
}

/** What is to be changed: the text between the verb and the value. */
function subjectOf(text: string): string {
  return text
    .replace(TO_VALUE, ' ')
    .replace(CHANGE, '')
    .replace(/^\s*(?:the|our|my|a)\s+/i, '')
    .trim();
}

function known(key: string, text: string, subject: string): ConfigWish | undefined {
  if (key === 'log_level') return level(text);
  if (key === 'debug_mode') {
    const value = OFF.test(text) ? 'false' : 'true';
    return { kind: 'config', key, value };
  }
  const given =
    TO_VALUE.exec(text)?.[1] ?? /(?:=|\s)\s*(\S+(?:\s+(?:days?|weeks?|seconds?|secs?|minutes?|mins?|hours?))?)\s*[.!]?$/i.exec(subject)?.[1];
  const value = given === undefined ? undefined : quantity(given, key);
  return value === undefined
    ? { kind: 'unclear', question: `To which value should ${key} be set? For example: set ${key} to ${EXAMPLE[key] ?? '10'}.` }
    : { kind: 'config', key, value };
}

const EXAMPLE: Readonly<Record<string, string>> = { max_jobs: '20', retention_days: '30', batch_size: '100', timeout_seconds: '60' };
const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600 };

/** `20`, `twenty`, `5 minutes` (as seconds), `2 weeks` (as days); what is no number is passed on for the server to judge. */
function quantity(text: string, key: string): string | undefined {
  const [, amount = '', unit = ''] =
    /^(-?[\d.,]+|[a-z]+)\s*(days?|weeks?|s|secs?|seconds?|mins?|minutes?|h|hours?|jobs?|records?)?$/i.exec(text.trim()) ?? [];
  if (amount === '') return /\d/.test(text) ? text.trim() : undefined;
  const number = /^\d+$/.test(amount) ? Number(amount) : numberOf(amount);
  if (number === undefined) return /\d/.test(amount) ? amount : undefined;
  const letter = unit.charAt(0).toLowerCase();
  if (key === 'timeout_seconds') return String(number * (SECONDS[letter] ?? 1));
  return String(key === 'retention_days' && letter === 'w' ? number * 7 : number);
}

function level(text: string): ConfigWish {
  const asked = LEVEL.exec(text)?.[1]?.toUpperCase();
  if (asked !== undefined) return { kind: 'config', key: 'log_level', value: asked.startsWith('WARN') ? 'WARN' : asked };
  const value = TO_VALUE.exec(text)?.[1];
  if (value !== undefined) return { kind: 'config', key: 'log_level', value: value.trim().toUpperCase() };
  return { kind: 'unclear', question: 'To which log level? DEBUG, INFO, WARN or ERROR, for example: set the log level to debug.' };
}

function asKey(text: string): string {
  return text
    .trim()
    .replace(/^(?:(?:config(?:uration)?|setting|option|value|key|the|of)\s+)+/i, '')
    .replace(/(?:\s+(?:config(?:uration)?|setting|option|value))+$/i, '')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'`])(.*)\1$/, '$2');
}
