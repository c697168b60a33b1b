// What a terminal shows of a run while it goes on: the activity, and the answer as a model writes it.
import type { RunObserver } from '../run-event.js';
import type { Activity } from './activity.js';
import type { LiveText } from './live-text.js';

export function onScreen(activity: Activity, live: LiveText | undefined): RunObserver {
  return (event) => {
    if (event.type === 'activity') activity.show(event.text);
    else if (event.type === 'text') live?.show(event.delta);
  };
}
