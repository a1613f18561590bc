import type { DeskListener, EmulatedInvoice } from '../desk.ts';
import type { LndCall } from './call.ts';

export interface Told {
  readonly hash: string;
  readonly claims: Parameters<DeskListener['told']>[1];
  readonly preimage: string;
}

/** Those who follow one kind of event; each until its call is over. */
class Followers<Event> {
  readonly #acts = new Map<LndCall, (event: Event) => void>();

  follow(call: LndCall, act: (event: Event) => void): void {
    this.#acts.set(call, act);
    call.onGone(() => this.#acts.delete(call));
  }

  tell(event: Event): void {
    for (const act of [...this.#acts.values()]) act(event);
  }

  get calls(): readonly LndCall[] {
    return [...this.#acts.keys()];
  }
}

/** What the daemon's streams are fed with. */
export class DaemonEvents {
  readonly invoices = new Followers<EmulatedInvoice>();
  readonly payments = new Followers<Told>();
  /** The records of all payments. */
  readonly records = new Followers<string>();
  /** The records of one payment. */
  readonly #byHash = new Map<string, Map<LndCall, () => void>>();

  followRecord(hash: string, call: LndCall, act: () => void): void {
    const acts = this.#byHash.get(hash) ?? new Map<LndCall, () => void>();
    this.#byHash.set(hash, acts);
    acts.set(call, act);
    call.onGone(() => {
      acts.delete(call);
      if (acts.size === 0 && this.#byHash.get(hash) === acts) this.#byHash.delete(hash);
    });
  }

  recordChanged(hash: string): void {
    this.records.tell(hash);
    const acts = this.#byHash.get(hash);
    if (acts !== undefined) for (const act of [...acts.values()]) act();
  }

  /** The calls that follow events, and not one payment that they asked for. */
  get streams(): readonly LndCall[] {
    return [...new Set([...this.invoices.calls, ...this.payments.calls, ...this.records.calls])];
  }
}
