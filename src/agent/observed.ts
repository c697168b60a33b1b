// Work under an observation, which ends with the work, however that ends.
import { messageOf } from '../errors.js';
import type { Observation, ObservationEnd } from '../tracing/tracing.js';

export async function observed<T>(observation: Observation, work: () => Promise<T>, end: (value: T) => ObservationEnd): Promise<T> {
  try {
    const value = await work();
    observation.end(end(value));
    return value;
  } catch (error) {
    observation.end({ error: messageOf(error) });
    throw error;
  }
}
