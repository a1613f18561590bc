import { failureText, isLocal, type PaymentPart, partsOf } from './payment-parts.ts';
import type { Hop, RoutesShown } from './route-shown.ts';
import type { PaymentView, SentPayment } from './sent-payments.ts';
import { timestamp } from './timestamp.ts';

/** The rows of one payment as `getsentinfo` shows them. */
export function sentInfo(view: PaymentView, routes: RoutesShown, self: string): object[] {
  return partsOf(view, routes).map((part) => ({
    id: part.id,
    parentId: view.payment.id,
    ...common(view.payment, 'Standard', part.amountMsat, part.row.createdAtMs),
    status: statusOf(part, view.payment, self),
  }));
}

/** What stands for a payment that lives in memory while the database shows nothing pending. */
export function placeholder(payment: SentPayment, nowMs: number): object {
  return {
    id: payment.id,
    parentId: payment.id,
    ...common(payment, 'placeholder', payment.amountMsat, nowMs),
    status: { type: 'pending' },
  };
}

function common(payment: SentPayment, paymentType: string, amount: number, createdAtMs: number): object {
  return {
    ...(payment.externalId !== '' && { externalId: payment.externalId }),
    paymentHash: payment.hash,
    paymentType,
    amount,
    recipientAmount: payment.amountMsat,
    recipientNodeId: payment.payeePubkey,
    createdAt: timestamp(createdAtMs),
    ...(payment.invoice !== null && { invoice: payment.invoice }),
  };
}

function statusOf(part: PaymentPart, payment: SentPayment, self: string): object {
  const { row, hops } = part;
  if (row.status === 'pending') return { type: 'pending' };
  const completedAt = timestamp(part.completedAtMs);
  if (row.status === 'sent')
    return {
      type: 'sent',
      paymentPreimage: row.preimage,
      feesPaid: part.feeMsat,
      route: hops.map(hopOfRow),
      completedAt,
    };
  return {
    type: 'failed',
    failures: row.failures.map((text) => failureOfRow(failureText(text, payment, self), hops)),
    completedAt,
  };
}

function failureOfRow(failureMessage: string, hops: readonly Hop[]): object {
  if (isLocal(failureMessage))
    return { failureType: 'Local', failureMessage, failedRoute: hops.map(hopOfRow) };
  return {
    failureType: 'Remote',
    failureMessage,
    failedRoute: hops.map(hopOfRow),
    failedNode: hops.at(-1)?.nextNodeId,
  };
}

function hopOfRow({ nodeId, nextNodeId, shortChannelId }: Hop): object {
  return { nodeId, nextNodeId, shortChannelId };
}
