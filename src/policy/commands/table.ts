// The nine commands. Pure data; the key is the whole of argv[0], byte for byte.
import type { Program } from '../verdict.js';
import { CAT } from './cat.js';
import { DATE } from './date.js';
import { ECHO } from './echo.js';
import { GREP } from './grep.js';
import { HEAD } from './head.js';
import { HOSTNAME } from './hostname.js';
import { LS } from './ls.js';
import type { CommandSpec } from './spec.js';
import { TAIL } from './tail.js';
import { WC } from './wc.js';

export const COMMANDS: Readonly<Record<Program, CommandSpec>> = {
  cat: CAT,
  ls: LS,
  head: HEAD,
  tail: TAIL,
  grep: GREP,
  echo: ECHO,
  date: DATE,
  hostname: HOSTNAME,
  wc: WC,
};
