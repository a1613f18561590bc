import type { EclairRow } from '#orchestrator/adapters/eclair/said';
import { type Hop, NO_CHANNEL, type RoutesShown } from './route-shown.ts';
import type { PaymentView, SentPayment } from './sent-payments.ts';
import { uuidOf } from './uuid.ts';

/** One row with what is shown of it. Amounts are msat, times unix ms. */
export interface PaymentPart {
  readonly id: string;
  readonly row: EclairRow;
  /** What the payee gets of this part. */
  readonly amountMsat: number;
  readonly feeMsat: number;
  /** Empty: not known any more, or nothing was sent. */
  readonly hops: readonly Hop[];
  readonly channelId: string;
  readonly completedAtMs: number;
}

const LOCAL =
  /^(route not found|balance too low|cannot route to self|payment attempts exhausted|unsupported invoice features|insufficient funds|too many accepted htlcs|channel is unavailable)/;
export const NO_ROUTE_TEXT = 'route not found';
const SELF_TEXT = 'cannot route to self';

/** Whether it failed here, before anything left. */
export function isLocal(failure: string): boolean {
  return LOCAL.test(failure);
}

/** The simulation has no word of its own for a payment to oneself. */
export function failureText(text: string, payment: SentPayment, self: string): string {
  return text === NO_ROUTE_TEXT && payment.payeePubkey === self ? SELF_TEXT : text;
}

/** The one row of a payment that failed before anything was sent has the name of the payment (eclair-observed.md §3). */
function isDummy(rows: readonly EclairRow[]): boolean {
  const [row, ...more] = rows;
  if (row?.status !== 'failed' || more.length > 0) return false;
  return row.failures.length > 0 && row.failures.every(isLocal);
}

/**
 * How a payment was split is not kept by the simulation: its parts are shown as equal, the rest in the last one. Failed parts
 * are shown with the share of those that replaced them.
 */
export function partsOf({ payment, rows }: PaymentView, routes: RoutesShown): PaymentPart[] {
  const dummy = isDummy(rows);
  const shares = Math.max(1, rows.filter(({ status }) => status !== 'failed').length);
  const share = Math.floor(payment.amountMsat / shares);
  let taken = 0;
  return rows.map((row, at) => {
    if (row.status !== 'failed') taken++;
    const isLast = row.status !== 'failed' && taken === shares;
    const hops =
      dummy || (row.status === 'sent' && row.routeEmpty)
        ? []
        : routes.to(payment.payee, payment.payeePubkey, payment.amountMsat);
    return {
      id: dummy ? payment.id : uuidOf(`part ${at} of ${payment.id}`),
      row,
      amountMsat: isLast ? payment.amountMsat - share * (shares - 1) : share,
      feeMsat: Number(row.feesPaidMsat),
      hops,
      channelId: hops.length === 0 ? NO_CHANNEL : routes.channelIdOf(hops[0]!.shortChannelId),
      completedAtMs: payment.completedAtMs[at] ?? row.createdAtMs,
    };
  });
}
