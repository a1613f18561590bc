import type { WorldObserver } from '../sim/observer.ts';
import type { PaymentTruth } from './payment-truth.ts';

interface Open {
  readonly at: number;
  readonly begun: PaymentTruth;
}

/** Is told of payments as they happen. Must not call the world back. */
export interface PaymentWatcher {
  /** `amountMsat` is what it is meant to pay. */
  begun(payment: PaymentTruth, amountMsat: number): void;
  ended(payment: PaymentTruth): void;
}

/** Which payments were really made: what the world says, not what any daemon remembers. */
export class PaymentLog implements Pick<WorldObserver, 'paymentBegun' | 'paymentEnded'> {
  readonly #payments: PaymentTruth[] = [];
  /** By payer and hash; a node may have several runs of one hash at once, and the oldest is said to end first. */
  readonly #open = new Map<string, Open[]>();
  readonly #nameOf: (node: number) => string;
  readonly #nowMs: () => number;
  readonly #watcher: PaymentWatcher | null;

  constructor(nameOf: (node: number) => string, nowMs: () => number, watcher: PaymentWatcher | null = null) {
    this.#nameOf = nameOf;
    this.#nowMs = nowMs;
    this.#watcher = watcher;
  }

  /** In the order in which they began. */
  get payments(): readonly PaymentTruth[] {
    return this.#payments;
  }

  paymentBegun(payer: number, payee: number, hash: string, amountMsat: number): void {
    const begun: PaymentTruth = {
      payer: this.#nameOf(payer),
      payee: this.#nameOf(payee),
      hash,
      state: 'in_flight',
      amountMsat: 0,
      feeMsat: 0,
      preimage: '',
      reason: '',
      begunAtMs: this.#nowMs(),
      endedAtMs: 0,
    };
    const open = { at: this.#payments.push(begun) - 1, begun };
    const key = `${payer} ${hash}`;
    const known = this.#open.get(key);
    if (known === undefined) this.#open.set(key, [open]);
    else known.push(open);
    this.#watcher?.begun(begun, amountMsat);
  }

  paymentEnded(
    payer: number,
    _payee: number,
    hash: string,
    settled: boolean,
    amountMsat: number,
    feeMsat: number,
    preimage: string,
    reason: string,
  ): void {
    const key = `${payer} ${hash}`;
    const runs = this.#open.get(key);
    const ended = runs?.shift();
    if (ended === undefined) return;
    if (runs?.length === 0) this.#open.delete(key);
    const payment: PaymentTruth = {
      ...ended.begun,
      state: settled ? 'settled' : 'failed',
      amountMsat,
      feeMsat,
      preimage,
      reason,
      endedAtMs: this.#nowMs(),
    };
    this.#payments[ended.at] = payment;
    this.#watcher?.ended(payment);
  }
}
