// Finds a command that the user wrote out. Its text is handed on as it stands: judging it is the policy's business. Pure.
import { pattern } from './pattern.js';
import { withoutCourtesy } from './polite.js';

/** Programs that a line may start with even without "run" before it; allowed or not does not matter here. */
const PROGRAMS = new Set(
  (
    'cat ls head tail grep echo date hostname wc rm chmod chown kill shutdown reboot mkfs dd curl wget ' +
    'ps df du find sed awk cut sort uniq tr tee top free uptime id whoami uname env pwd stat file less more vi nano touch mv cp mkdir rmdir ln ' +
    'sudo su bash sh zsh python python3 perl node ssh scp nc ping systemctl service docker egrep fgrep zcat xxd od strings diff xargs'
  ).split(' '),
);
/** Programs whose name is also an everyday word at the start of a sentence. */
const WORDS = new Set('cat head tail date kill shutdown reboot find cut sort top free file less more touch service echo strings stat'.split(' '));
const RUN =
  /^(?:run|execute|exec|issue|invoke|launch|type|perform)\s+(?:the\s+|this\s+|a\s+)?(?:(?:shell|unix|linux|bash)\s+)?(?:commands?\s*:?\s+)?/i;
const NAMED = /^(?:the\s+)?commands?\s*:\s*/i;
/** What follows "run" in plain English. */
const PLAIN_TALK = pattern`
  ^(?:a|an|the|some|my|your|our|all|it|this|that|these|them|again|another|full|quick|complete|system|health|status|
  diagnostics?|checks?|report|query|through|over|out|into|analysis|commands?)\b`;
/** English around a program's name: "grep for S0C7 in the joblog", "cat the syslog", "ls on /sim". */
const ENGLISH = pattern`
  ^\S+\s+(?:for|on|of|the|me|my|all|through|over|at|up|down)\b|\s(?:in|of|on|from|through|over|for)\s+(?:the|my|all|
  every)\b|^grep\s+\S+\s+in\s+\S+$|^(?:head|tail|cat|ls)\s+(?:in|of|from)\b`;
const SHELL_LIKE = /(?:^|\s)-{1,2}\w|(?:^|\s)[~.]{0,2}\/|[*?;|&<>$`\\{}]|["']|\.(?:log|json|txt|jcl)\b|=/;

/** The command, or undefined when the text is no command. */
export function commandIn(clause: string): string | undefined {
  const text = withoutCourtesy(clause);
  const wrapped = /^(?:(?:run|execute|exec|issue|invoke|try)\b[^`]*)?`([^`]+)`[\s.!?]*$/i.exec(text)?.[1];
  if (wrapped !== undefined) return wrapped;
  const lead = (RUN.exec(text) ?? NAMED.exec(text))?.[0];
  if (lead === undefined) return isBareCommand(text) ? text : undefined;
  const rest = text.slice(lead.length);
  const quoted = /^(["'])(.+)\1[.!]?$/.exec(rest);
  if (quoted?.[2] !== undefined && !quoted[2].includes(quoted[1] ?? '"')) return quoted[2];
  const saidCommand = /command/i.test(lead);
  if (rest === '' || (!saidCommand && (PLAIN_TALK.test(rest) || isEnglish(rest)))) return undefined;
  return withoutFullStop(rest);
}

function isBareCommand(text: string): boolean {
  const program = /^[a-z0-9]+(?=\s|$)/.exec(text)?.[0];
  if (program === undefined || !PROGRAMS.has(program)) return false;
  const rest = text.slice(program.length);
  if (program === 'echo') return true;
  if (isEnglish(text)) return false;
  return (
    SHELL_LIKE.test(rest) ||
    (rest.trim() === '' && !WORDS.has(program)) ||
    (!WORDS.has(program) && rest.trim().split(/\s+/).length <= 2) ||
    text === 'date'
  );
}

function isEnglish(text: string): boolean {
  const program = /^\S+/.exec(text)?.[0] ?? '';
  if (program === 'echo' || !PROGRAMS.has(program)) return false;
  // "tail -20 of the syslog": a flag, but no file.
  return ENGLISH.test(text) && !(/(?:^|\s)-\w/.test(text) && (/[/.]/.test(text) || !/\s(?:of|in|from|on)\s+the\s/i.test(text)));
}

/** A full stop that ends the sentence, not a file's name: `ls -l /sim.` but not `ls .` */
function withoutFullStop(text: string): string {
  return /[A-Za-z0-9"'][.!]$/.test(text) ? text.slice(0, -1) : text;
}
