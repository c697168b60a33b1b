// The spinner: on a terminal it says what is being done now, elsewhere it is silent. Writes to stderr only.
import yoctoSpinner from 'yocto-spinner';
import { visible } from '../visible.js';

export interface Activity {
  readonly show: (text: string) => void;
  readonly stop: () => void;
}

export function createActivity(stream: NodeJS.WriteStream | undefined): Activity {
  if (stream?.isTTY !== true) return { show: () => undefined, stop: () => undefined };
  // Signals are the agent's business: it has a server to end first.
  const spinner = yoctoSpinner({ stream, color: 'cyan', handleSignals: false });
  return {
    show: (text) => {
      spinner.text = visible(text).slice(0, (stream.columns || 80) - 4);
      if (!spinner.isSpinning) spinner.start();
    },
    stop: () => {
      if (spinner.isSpinning) spinner.stop();
    },
  };
}
