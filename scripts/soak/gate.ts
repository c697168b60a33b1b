// Holds all traffic back for a while, and knows when nothing is under way.
import { setTimeout as sleep } from 'node:timers/promises';

export class Gate {
  private opened: Promise<void> | null = null;
  private open: () => void = () => undefined;
  private under = 0;

  /** One piece of work, as soon as the gate is open. */
  async pass(work: () => Promise<unknown>): Promise<void> {
    while (this.opened !== null) await this.opened;
    this.under += 1;
    try {
      await work();
    } finally {
      this.under -= 1;
    }
  }

  /** Runs `work` while nothing else goes on. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.opened !== null) await this.opened;
    this.opened = new Promise((resolve) => (this.open = resolve));
    try {
      while (this.under > 0) await sleep(10);
      return await work();
    } finally {
      this.opened = null;
      this.open();
    }
  }
}
