// What went wrong with a request and what can be done about it: try again, wait, give a token.
import { h, replace } from './dom.js';
import type { Problem } from './problem.js';
import type { Mode } from './run-state.js';

export interface NoticeActions {
  readonly retry: () => void;
  /** Keeps the token for this tab and tries again. */
  readonly signIn: (token: string) => void;
}

export function drawNotice(problem: Problem, mode: Mode, actions: NoticeActions): HTMLElement {
  const { title, kind } = TITLES[problem.kind];
  return h(
    'section',
    { class: `notice ${kind}`, 'aria-label': title },
    h('h3', {}, title),
    h('p', {}, describe(problem)),
    problem.kind === 'dropped' && mode === 'execute_safe' && h('p', {}, 'Steps may have run. A new try runs every step of the plan again; the system status and the audit trail say what happened.'),
    remedy(problem, actions),
  );
}

const TITLES: Readonly<Record<Problem['kind'], { readonly title: string; readonly kind: string }>> = {
  unreachable: { title: 'The server does not answer', kind: 'bad' },
  dropped: { title: 'The connection was lost', kind: 'bad' },
  cancelled: { title: 'Cancelled', kind: 'plain' },
  unauthorized: { title: 'This server asks for a token', kind: 'plain' },
  invalid: { title: 'The request was not accepted', kind: 'bad' },
  busy: { title: 'The server is busy', kind: '' },
  failed: { title: 'The request failed', kind: 'bad' },
};

export function describe(problem: Problem): string {
  switch (problem.kind) {
    case 'unreachable':
      return 'Nothing was run. Start it again with zops serve, or check the network; your request is kept.';
    case 'dropped':
      return 'The answer broke off before its end.';
    case 'cancelled':
      return 'You ended this request. Steps that had run stay done; the others were not begun.';
    case 'invalid':
      return problem.fields.map(({ field, reason }) => (field === '' ? reason : `${field}: ${reason}`)).join(' ');
    case 'unauthorized':
    case 'busy':
    case 'failed':
      return problem.detail;
  }
}

function remedy(problem: Problem, { retry, signIn }: NoticeActions): HTMLElement | null {
  if (problem.kind === 'invalid') return null;
  if (problem.kind === 'unauthorized') return tokenForm(signIn);
  const again = h('button', { type: 'button', onclick: retry }, 'Try again');
  return h('div', { class: 'notice-actions' }, again, problem.kind === 'busy' && waiting(again, problem.seconds));
}

/** Counts down beside the button, silently: a live region that talks every second is a nuisance. */
function waiting(button: HTMLButtonElement, seconds: number): HTMLElement {
  const note = h('span', { class: 'hint' });
  let left = seconds;
  const tick = (): void => {
    button.disabled = left > 0;
    replace(note, left > 0 ? `in ${left} s` : '');
    if (left > 0) setTimeout(tick, 1_000);
    left -= 1;
  };
  tick();
  return note;
}

function tokenForm(signIn: (token: string) => void): HTMLElement {
  const field = h('input', { type: 'password', id: 'token', name: 'token', autocomplete: 'off', required: true });
  const submit = (event: Event): void => {
    event.preventDefault();
    const token = field.value.trim();
    field.value = '';
    if (token !== '') signIn(token);
  };
  return h(
    'form',
    { onsubmit: submit },
    h('label', { for: 'token' }, 'Token'),
    field,
    h('button', { type: 'submit', class: 'primary' }, 'Continue'),
    h('span', { class: 'hint' }, 'Kept for this tab only (it is the server’s ZOPS_TOKEN).'),
  );
}
