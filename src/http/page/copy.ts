// A button that copies a text and says so. Where the clipboard is closed (no secure context) it says what to do instead.
import { h, replace } from './dom.js';

const SAID_MS = 2_500;

export function copyButton(label: string, name: string, text: string, announce: (text: string) => void): HTMLButtonElement {
  const button = h('button', { type: 'button', class: 'quiet', 'aria-label': name, onclick: () => void copy() }, label);
  async function copy(): Promise<void> {
    let said = 'Copied';
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      said = 'Not allowed here: select and copy';
    }
    announce(said);
    replace(button, said);
    setTimeout(() => replace(button, label), SAID_MS);
  }
  return button;
}
