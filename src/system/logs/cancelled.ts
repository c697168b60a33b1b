// A call that nobody waits for any more stops reading.
import { ZopsError } from '../../errors.js';

/** @throws ZopsError `cancelled` */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new ZopsError('cancelled', 'The call was cancelled while the log was read.');
}
