// The answer on a terminal while a model writes it: made safe piece by piece, and remembered, so that it is not printed twice.
import { visibleLines } from '../visible.js';
import type { Activity } from './activity.js';

export interface LiveText {
  readonly show: (delta: string) => void;
  /** Whether the text ends what was shown; ends the line when it does. */
  readonly holds: (text: string) => boolean;
}

export function createLiveText(out: (text: string) => void, activity: Activity): LiveText {
  let shown = '';
  return {
    show: (delta) => {
      activity.stop();
      shown += delta;
      out(visibleLines(delta));
    },
    holds: (text) => {
      if (shown === '') return false;
      out('\n\n');
      return text !== '' && shown.endsWith(text);
    },
  };
}
