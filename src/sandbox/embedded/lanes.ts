// A few worker lanes and the line of commands that wait for one, first come, first served.
import type { Reply, Request, WorkerSettings } from './protocol.js';
import { WorkerLane } from './worker-lane.js';

/** Commands that run at the same time; a slow one leaves the others a lane. */
const LANES = 2;

export class Lanes {
  private readonly all: readonly WorkerLane[];
  private readonly free: WorkerLane[];
  private readonly waiting: ((lane: WorkerLane) => void)[] = [];

  constructor(settings: WorkerSettings) {
    this.all = Array.from({ length: LANES }, () => new WorkerLane(settings));
    this.free = [...this.all];
  }

  /**
   * @param ended ends this request, whether it waits or runs, with the signal's reason.
   * @param onTurn called when the wait is over and the request goes to its lane.
   */
  async ask(request: Request, ended: AbortSignal, onTurn: () => void = () => undefined): Promise<Reply> {
    const lane = this.free.shift() ?? (await this.turn(ended));
    onTurn();
    try {
      return await lane.ask(request, ended);
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free.unshift(lane);
      else next(lane);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((lane) => lane.close()));
  }

  private turn(ended: AbortSignal): Promise<WorkerLane> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(enter), 1);
        reject(ended.reason as Error);
      };
      const enter = (lane: WorkerLane): void => {
        ended.removeEventListener('abort', leave);
        resolve(lane);
      };
      ended.addEventListener('abort', leave, { once: true });
      this.waiting.push(enter);
    });
  }
}
