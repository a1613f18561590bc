import type { Timers } from '#orchestrator/ports/timers';
import type { ApiCall } from '../emulators/api-call.ts';
import type { EmulatedDesk } from '../emulators/desk.ts';
import type { StrikeOutcomes } from './strike-outcomes.ts';

/** Calls at a desk by somebody in this process: they end as a call on a socket would, in virtual time. */
export class InProcessCalls {
  readonly #desk: EmulatedDesk;
  readonly #timers: Timers;
  /** Breaks off a call that is open. */
  readonly #open = new Set<() => void>();
  readonly #stop: () => void;

  constructor(desk: EmulatedDesk, timers: Timers) {
    this.#desk = desk;
    this.#timers = timers;
    this.#stop = desk.listen({
      told() {},
      invoiceChanged() {},
      recordChanged() {},
      block() {},
      moved: (state) => {
        if (state === 'down') this.#breakOff();
      },
    });
  }

  /**
   * Never rejects. `act` runs when the daemon reads the call: it says the answer at once, later or never; `gone`: the caller has
   * given up before that.
   */
  ask<Answer>(
    call: ApiCall,
    timeoutMs: number,
    outcomes: StrikeOutcomes<Answer>,
    act: (say: (answer: Answer) => void, gone: boolean) => void,
  ): Promise<Answer> {
    if (this.#desk.state === 'down') return Promise.resolve(outcomes.unread.refused);
    return new Promise((resolve) => {
      let isOver = false;
      const end = (answer: Answer) => {
        isOver = true;
        timer.cancel();
        this.#open.delete(reset);
        resolve(answer);
      };
      const reset = () => end(outcomes.reset);
      const timer = this.#timers.after(timeoutMs, () => end(outcomes.timeout));
      this.#open.add(reset);
      this.#desk.arrives(call, ({ before, after }) => {
        if (before === 'lost') return;
        if (before !== null) {
          end(outcomes.unread[before]);
          return;
        }
        act((answer) => {
          if (after !== 'lost') end(after === null ? answer : outcomes.spoilt(after, answer));
        }, isOver);
        if (after === 'reset') reset();
        else if (after === 'error') end(outcomes.unread.error);
      });
    });
  }

  close(): void {
    this.#stop();
    this.#breakOff();
  }

  #breakOff(): void {
    for (const reset of [...this.#open]) reset();
  }
}
