// The verdict on a command and, when it ran, what it wrote and where it ran.
import { h } from './dom.js';
import { figure, number, object, text, texts, type Json } from './reading.js';

export function commandResult(result: Json): HTMLElement | null {
  if (typeof result['executed'] !== 'boolean') return null;
  if (!result['executed']) return h('p', { class: 'hint' }, 'Judged only: nothing was run.');
  const { stdout, stderr, exit_code: code, duration_ms: duration, truncated, timed_out: late, next, argv } = result;
  const { backend, image } = object(result['sandbox']);
  const written = text(stdout) ?? '';
  const failed = number(code) !== 0;
  const facts = [
    h('span', { class: `badge ${failed ? 'bad' : 'ok'}` }, number(code) === null ? 'ended early' : `exit code ${figure(code)}`),
    ...(late === true ? [h('span', { class: 'badge warn' }, 'timed out')] : []),
    ...(truncated === true ? [h('span', { class: 'badge warn' }, 'output cut')] : []),
    h('span', { class: 'hint' }, `${figure(Math.round(number(duration) ?? 0))} ms in the ${text(backend) ?? 'unknown'} sandbox${text(image) === null ? '' : ` (${text(image) ?? ''})`}`),
  ];
  return h(
    'div',
    { class: 'command' },
    h('p', { class: 'facts-row' }, ...facts),
    written === '' ? h('p', { class: 'hint' }, 'It wrote nothing to standard output.') : stream('Standard output', written, texts(argv)),
    ...((text(stderr) ?? '') === '' ? [] : [h('h4', {}, 'Standard error'), stream('Standard error', text(stderr) ?? '', texts(argv))]),
    text(next) === null ? null : h('p', { class: 'hint' }, text(next)),
  );
}

function stream(name: string, written: string, argv: readonly string[]): HTMLElement {
  return h('pre', { class: 'output', tabindex: 0, role: 'group', 'aria-label': `${name} of ${argv[0] ?? 'the command'}` }, written);
}
