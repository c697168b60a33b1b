// Cuts a message into the things it asks for, in order. A command keeps its text whole. Pure.
import { commandIn } from './command-text.js';
import { pattern } from './pattern.js';
import { cutAt, maskQuoted } from './quoted.js';

const VERBS = pattern`
  show|list|display|print|check|get|give|tell|fetch|read|look|search|find|grep|set|change|update|enable|disable|turn|switch|
  run|execute|analy[sz]e|investigate|diagnose|explain|summari[sz]e|count|delete|remove|erase|wipe|kill|stop|shut|shutdown|
  restart|reboot|format|drop|purge|destroy|cancel|increase|decrease|raise|lower|make|tail|cat|see|report|
  what|which|why|how|who|is|are|does|did|do|any`.source;
/** "…, then …": also parts two commands. */
const SEQUENCE = /[,;.]?\s+(?:and\s+)?(?:then|after that|afterwards)\b[,:]?\s+/gi;
/** What plainly is English again after a command: "… and show the status". */
const TALK = pattern`
  (?:show|check|display|tell|list|set|analy[sz]e|get|give|explain)\s+
  (?:me|the|my|all|system|status|cpu|log\slevel|max\sjobs)\b`.source;
const NEW_SENTENCE = new RegExp(`[.!?]+\\s+(?=[A-Z][a-z]*\\s)|,?\\s+and\\s+(?=${TALK})`, 'g');
const SENTENCE = /[.!?]+(?:\s+|$)|\n+/g;
const LINK = pattern`\s*[,;]\s*(?:and\s+|also\s+|plus\s+)*|\s+(?:and|&|plus|as\swell\sas)\s+`.source;
const NEXT_VERB = new RegExp(`(?:${LINK})(?=(?:(?:also|please|can you|could you|now)\\s+)*(?:${VERBS})\\b)`, 'gi');

/** "run" as a verb, not as in "the payroll run failed". */
const RUN_VERB = /(?<=^|\b(?:and|then|also|please|to|you)\s+|[,;:]\s*)(?:run|execute)\s/i;

export function clausesOf(message: string): readonly string[] {
  return cutAt(message, SEQUENCE).flatMap((part) => (commandIn(part) === undefined ? clausesOfTalk(part) : afterCommand(part)));
}

/** A command goes on to the end, unless a new sentence plainly begins. */
function afterCommand(part: string): readonly string[] {
  const [command = part, ...rest] = cutAt(part, NEW_SENTENCE);
  return [command, ...rest.flatMap(clausesOf)];
}

function clausesOfTalk(part: string): readonly string[] {
  return cutAt(part, SENTENCE).flatMap((sentence) => {
    // "show the syslog and run ls /sim; date": what follows "run" is one text, however odd.
    const run = RUN_VERB.exec(maskQuoted(sentence));
    const at = run !== null && commandIn(sentence.slice(run.index)) !== undefined ? run.index : sentence.length;
    const talk = sentence.slice(0, at).replace(/[\s,;]*\b(?:and|also|please)?\s*$/i, '');
    return [...(talk.trim() === '' ? [] : cutAt(talk, NEXT_VERB)), ...(at < sentence.length ? [sentence.slice(at)] : [])];
  });
}
