// Recognises wishes that no tool of zops can and should fulfil, so that they can be answered with a reason. Pure.
import { pattern } from './pattern.js';
import type { Wish } from './wish.js';

type Declined = Extract<Wish, { kind: 'declined' }>;

const DESTRUCTIVE = pattern`
  ^(?:(?:completely|permanently|immediately|forcibly|force|recursively|silently|really|all)\s+)*(?:delete?|remove?|
  erase?|wipe?|destroy|purge?|dropp?|(?:re)?formatt?|kill|terminate?|truncate|overwrite|corrupt|shred|nuke|clear|empty|
  flush|scratch|uninstall|shut\s?down|shut\s+\S+(?:\s\S+){0,3}\s+down|shutt\s+down|power\s?(?:off|down)|poweroff|
  turn\s+off|switch\s+off|halt|reboot|re-?ipl|ipl|take\s+(?:\S+\s+){0,3}down|bring\s+(?:\S+\s+){0,3}down|crash|stopp?|
  cancel|quiesce|deactivate|disable|revoke|get\s+rid\s+of|throw\s+away|clean\s*(?:up|out)?|rm|encrypt|tamper|break|
  sabotage|hack|exploit|bypass)\b`;
const OPERATION = pattern`
  ^(?:restart|start|submit|resubmit|rerun|allocate|create|install|deploy|apply|upgrade|edit|modify|write|append|copy|
  move|rename|send|email|e-mail|release|hold|reply|mount|unmount|grant|permit|fix|repair|recover|restore|back\s?up|
  recycle|vary|activate|schedule|bounce|add|upload|download|change|reset|resume|enable)\b`;
/** Objects that make the same verbs harmless: "format it as a table", "stop showing", "write a summary", "start with the status". */
const HARMLESS = pattern`
  ^(?:format\s+(?:it|this|that|the\s+(?:output|answer|result)|as|your)|stop\s+\w+ing|(?:start|move)\s+(?:with|by|on|at|
  from|over)|(?:write|create|add|send|copy|make)\s+(?:me\s+)?(?:a|an|the|up|some)?\s*(?:\w+\s+)?(?:summary|report|
  overview|list|table|explanation|script|details?)|clear\s+up\s+why|break\s+(?:it\s+|this\s+)?down)\b`;
/** "How do I delete …", "what happens if I delete …": no order, but the same answer. */
const HYPOTHETICAL =
  /^(?:how\s+(?:do|can|could|would|should|to)\s+(?:i|we|you|one)?\s*|what\s+(?:happens|would happen|if)\s+(?:(?:if|when)\s+)?(?:i|we|you|one)\s+)/i;
/** "Would you mind deleting …" */
const GERUND = /^(delet|remov|eras|wip|destroy|purg|dropp?|formatt?|kill|terminat|stopp?|cancel|reboot|clear|shutt?)ing\b/i;
/** "Make sure that all files are deleted." */
const PASSIVE = pattern`
  ^(?:make\ssure|ensure|see\sto\sit|have|get|i\swant|arrange)\b.*\b(?:deleted|removed|wiped|erased|purged|killed|
  destroyed|formatted|shut\s?down|stopped|cancelled|rebooted)\b`;

/** "Tell me the password of …" */
const SECRET = pattern`
  ^(?:tell|show|give|get|reveal|print|find|what(?:'s|\sis|\sare)|read|send|list)\b.*\b(?:passwords?|passphrases?|
  credentials?|secrets?|api[\s_-]?keys?|private\skeys?|tokens?)\b`;
/** "Give USER1 read access to …" */
const GRANT = /^(?:give|let|allow|authori[sz]e)\s+\S+(?:\s+\S+){0,4}\s+(?:access|authority|permission|in\b|read|update|alter)/i;

/** @param asked starts with what is wanted (courtesies taken off). A question about such things is no such wish. */
export function declinedWish(asked: string): Declined | undefined {
  const text = asked.replace(HYPOTHETICAL, '').replace(GERUND, '$1');
  if (HARMLESS.test(text)) return undefined;
  if (SECRET.test(text)) return { kind: 'declined', category: 'secret', phrase: asked };
  if (GRANT.test(text)) return { kind: 'declined', category: 'operation', phrase: asked };
  if (DESTRUCTIVE.test(text) || PASSIVE.test(text)) return { kind: 'declined', category: 'destructive', phrase: asked };
  return OPERATION.test(text) ? { kind: 'declined', category: 'operation', phrase: asked } : undefined;
}
