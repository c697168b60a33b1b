// The form: what is asked, in which mode. Keeps what was typed: a draft outlives a reload, a failed request comes back.
import { byId, h, replace } from './dom.js';
import { isObject, text } from './reading.js';
import type { Mode } from './run-state.js';

export interface ComposerActions {
  readonly ask: (message: string, mode: Mode) => void;
  readonly cancel: () => void;
}

export interface Composer {
  readonly setBusy: (busy: boolean) => void;
  /** Puts a message into the field and the cursor behind it. */
  readonly fill: (message: string) => void;
  /** Gives a message back that was not answered, unless something else was typed meanwhile. */
  readonly giveBack: (message: string) => void;
  readonly showProblem: (reason: string) => void;
}

const DRAFT = 'zops-draft';
export const SUGGESTIONS: readonly string[] = [
  'What is the current system status?',
  'Show me recent error logs',
  'Check CPU and memory, then show the syslog',
  'List files in the simulator directory',
  'Set the log level to debug',
  'Delete all system files',
];
const HELP: Readonly<Record<Mode, string>> = {
  plan_only: 'Shows what it would do; runs nothing.',
  execute_safe: 'Runs what the policy allows, at once.',
};

export function createComposer({ ask, cancel }: ComposerActions): Composer {
  const form = byId('ask', HTMLFormElement);
  const field = byId('message', HTMLTextAreaElement);
  const problem = byId('message-problem', HTMLElement);
  const submit = byId('submit', HTMLButtonElement);
  const stop = byId('cancel', HTMLButtonElement);
  const modes = [...form.querySelectorAll<HTMLInputElement>('input[name=mode]')];
  const keys = /Mac|iP/.test(navigator.userAgent) ? '⌘ Enter' : 'Ctrl+Enter';
  let busy = false;

  const mode = (): Mode => (modes.some(({ value, checked }) => checked && value === 'execute_safe') ? 'execute_safe' : 'plan_only');
  const keep = (): void => sessionStorage.setItem(DRAFT, JSON.stringify({ message: field.value, mode: mode() }));
  const help = (): void => replace(byId('message-help', HTMLElement), HELP[mode()], h('span', { class: 'keys' }, ` ${keys} asks, Esc cancels.`));
  const showProblem = (reason: string): void => {
    replace(problem, reason);
    field.setAttribute('aria-invalid', String(reason !== ''));
    if (reason !== '') field.focus();
  };
  const setMessage = (message: string): void => {
    field.value = message;
    showProblem('');
    keep();
  };
  const fill = (message: string): void => {
    setMessage(message);
    field.focus();
    field.setSelectionRange(message.length, message.length);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (busy) return;
    const message = field.value;
    if (message.trim() === '') {
      showProblem('Say what you want, or choose a suggestion.');
      return;
    }
    setMessage('');
    ask(message, mode());
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  field.addEventListener('input', () => {
    showProblem('');
    keep();
  });
  for (const choice of modes)
    choice.addEventListener('change', () => {
      help();
      keep();
    });
  stop.addEventListener('click', cancel);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && busy && document.querySelector('dialog[open]') === null) cancel();
  });
  const items = SUGGESTIONS.map((suggestion) => h('li', {}, h('button', { type: 'button', onclick: () => fill(suggestion) }, suggestion)));
  replace(byId('suggestions', HTMLElement), ...items);
  restore();
  help();

  function restore(): void {
    const draft: unknown = JSON.parse(sessionStorage.getItem(DRAFT) ?? 'null');
    if (!isObject(draft)) return;
    field.value = text(draft['message']) ?? '';
    for (const choice of modes) choice.checked = choice.value === draft['mode'];
  }

  return {
    setBusy: (now) => {
      busy = now;
      submit.disabled = now;
      stop.hidden = !now;
      if (!now && document.activeElement === stop) field.focus();
    },
    fill,
    giveBack: (message) => {
      if (field.value.trim() === '') setMessage(message);
    },
    showProblem,
  };
}
