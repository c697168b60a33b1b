// What a user can want, as the stub planner understands it. Types only.
import type { Source } from '../zos/record.js';
import type { SymptomName } from './symptoms.js';

/** Completion codes that a question names: `SB37`. */
export type AbendCodes = readonly string[];

export const STATUS_TOPICS = ['cpu', 'memory', 'jobs', 'subsystems', 'dasd', 'alerts', 'release', 'time'] as const;
export type StatusTopic = (typeof STATUS_TOPICS)[number];

export interface LogFilters {
  readonly tail?: number;
  readonly contains?: string;
  readonly since?: string;
  readonly until?: string;
  readonly job?: string;
  /** Only the last minutes before the newest record. */
  readonly minutes?: number;
}

export type Wish =
  /** An empty list of topics means the whole picture. */
  | { readonly kind: 'status'; readonly topics: readonly StatusTopic[] }
  | {
      readonly kind: 'logs';
      readonly source: Source;
      readonly filters: LogFilters;
      readonly about: 'records' | 'errors' | 'abends';
      readonly codes?: AbendCodes;
    }
  /** An open question: what went wrong, and why. */
  | { readonly kind: 'investigate'; readonly filters: LogFilters; readonly source?: Source; readonly symptoms?: readonly SymptomName[] }
  /** What a message id or a completion code stands for. */
  | { readonly kind: 'meaning'; readonly of: string }
  | { readonly kind: 'command'; readonly command: string; readonly why: string; readonly onlyJudge?: boolean }
  | { readonly kind: 'config'; readonly key: string; readonly value: string }
  /** Something that zops does not do: it never will (`destructive`, `secret`) or has no tool for it (`operation`). */
  | { readonly kind: 'declined'; readonly category: 'destructive' | 'operation' | 'secret'; readonly phrase: string }
  /** Understood, but something is missing. */
  | { readonly kind: 'unclear'; readonly question: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'unknown'; readonly text: string };
