import type { PaymentWatcher } from '#harness/emulators/payment-log';
import type { PaymentTruth } from '#harness/emulators/payment-truth';
import { shortName } from './show-running.ts';

/** Lines about payments that one second may have; the rest is counted. */
const SHOWN_MAX = 20;
const WINDOW_MS = 1_000;
const HASH_DIGITS = 12;

/** Tells of payments as they begin and end, as long as a person could read it. */
export class PaymentLines implements PaymentWatcher {
  readonly #says: (line: string) => void;
  #shown = 0;
  #left = { begun: 0, settled: 0, failed: 0 };
  #timer: NodeJS.Timeout | null = null;

  constructor(says: (line: string) => void) {
    this.#says = says;
  }

  begun(payment: PaymentTruth, amountMsat: number): void {
    if (this.#mayShow()) this.#says(`${route(payment)} pays ${sat(amountMsat)}`);
    else this.#left.begun++;
  }

  ended(payment: PaymentTruth): void {
    const { state, amountMsat, feeMsat, reason, begunAtMs, endedAtMs } = payment;
    const took = `after ${((endedAtMs - begunAtMs) / 1000).toFixed(2)} s`;
    const settled = state === 'settled';
    const how = settled ? `settled ${sat(amountMsat)}, fee ${feeMsat} msat,` : `failed (${reason})`;
    if (this.#mayShow()) this.#says(`${route(payment)} ${how} ${took}`);
    else if (settled) this.#left.settled++;
    else this.#left.failed++;
  }

  #mayShow(): boolean {
    this.#timer ??= setTimeout(() => this.#nextSecond(), WINDOW_MS).unref();
    return this.#shown++ < SHOWN_MAX;
  }

  #nextSecond(): void {
    const { begun, settled, failed } = this.#left;
    if (begun + settled + failed > 0)
      this.#says(`… and ${begun} more begun, ${settled} settled, ${failed} failed within a second`);
    this.#timer = null;
    this.#shown = 0;
    this.#left = { begun: 0, settled: 0, failed: 0 };
  }
}

function route({ payer, payee, hash }: PaymentTruth): string {
  return `${shortName(payer)} → ${shortName(payee)} ${hash.slice(0, HASH_DIGITS)}…`;
}

function sat(msat: number): string {
  return `${(msat / 1000).toLocaleString('en-US')} sat`;
}
