import type { LndPayment } from '#orchestrator/adapters/lnd/said';
import type { EmulatedDesk } from '../desk.ts';
import type { Route } from './route-message.ts';

/** One HTLC as it is shown; unix ms. */
export interface Attempt {
  readonly id: number;
  readonly startedAtMs: number;
  /** 0 while it is out. */
  resolvedAtMs: number;
}

/** What LND's database holds of a payment beside what its row says. */
export interface PaymentDetail {
  readonly hash: string;
  /** '' for a payment without an invoice. */
  readonly request: string;
  readonly amountMsat: number;
  readonly createdAtMs: number;
  readonly paymentAddr: string;
  /** The way that was planned. */
  readonly route: Route;
  readonly attempts: Attempt[];
}

export type PaymentStart = Pick<
  PaymentDetail,
  'request' | 'amountMsat' | 'createdAtMs' | 'paymentAddr' | 'route'
>;

/**
 * What the emulator remembers of payments that the daemon's row does not hold. Kept for as long as the emulator lives, as the
 * database is kept across restarts; a row that was tried again has another `payment_index`, and so another detail.
 */
export class PaymentBook {
  readonly #desk: EmulatedDesk;
  readonly #begun = new Map<string, PaymentStart>();
  readonly #byHash = new Map<string, { readonly index: string; readonly detail: PaymentDetail }>();
  #nextAttempt = 1;

  constructor(desk: EmulatedDesk) {
    this.#desk = desk;
  }

  /** The daemon pays: its next row of this hash is about this. */
  begin(hash: string, start: PaymentStart): void {
    this.#begun.set(hash, start);
  }

  of(hash: string, said: LndPayment): PaymentDetail {
    const known = this.#byHash.get(hash);
    if (known?.index === said.paymentIndex) return known.detail;
    const start = this.#begun.get(hash) ?? this.#startFromRecord(hash);
    this.#begun.delete(hash);
    const detail: PaymentDetail = { hash, ...start, attempts: [] };
    this.#byHash.set(hash, { index: said.paymentIndex, detail });
    return detail;
  }

  /** The attempts that the row shows now, as many as it has HTLCs: new ones begin now, and those that are over end now. */
  attemptsOf(detail: PaymentDetail, htlcs: LndPayment['htlcs']): readonly Attempt[] {
    const { attempts } = detail;
    const { nowMs } = this.#desk;
    while (attempts.length < htlcs.length)
      attempts.push({ id: this.#nextAttempt++, startedAtMs: nowMs, resolvedAtMs: 0 });
    // Those that failed are deleted at the end, so the last ones are those that are left.
    const shown = attempts.slice(attempts.length - htlcs.length);
    shown.forEach((attempt, at) => {
      if (htlcs[at]!.status !== 'IN_FLIGHT' && attempt.resolvedAtMs === 0) attempt.resolvedAtMs = nowMs;
    });
    return shown;
  }

  /** A payment that did not begin here: the books of the node say what it was. */
  #startFromRecord(hash: string): PaymentStart {
    const record = this.#desk.record(hash);
    const invoice = record?.invoice ?? null;
    const amountMsat = record?.amountMsat ?? 0;
    return {
      request: invoice?.text ?? '',
      amountMsat,
      createdAtMs: record?.createdAtMs ?? this.#desk.nowMs,
      paymentAddr: invoice?.paymentSecret ?? '',
      route: plannedRoute(this.#desk, record?.payee ?? -1, invoice?.payeePubkey ?? '', amountMsat),
    };
  }
}

/** The way that the node would take now; where there is none any more, one that names its end and costs nothing. */
export function plannedRoute(desk: EmulatedDesk, payee: number, pubkey: string, amountMsat: number): Route {
  const route = desk.route(payee, amountMsat, Number.MAX_SAFE_INTEGER);
  if (route !== null) return route;
  const shortId = desk.channels()[0]?.shortId ?? { block: 0, tx: 0, output: 0 };
  const hop = { pubkey, shortId, amountMsat, feeMsat: 0, expiryHeight: desk.height };
  return { feeMsat: 0, hops: [hop] };
}
