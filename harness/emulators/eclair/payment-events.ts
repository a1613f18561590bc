import type { EmulatedDesk, EmulatedInvoice } from '../desk.ts';
import { failureText, isLocal, type PaymentPart, partsOf } from './payment-parts.ts';
import { channelId, hopJson, NO_CHANNEL, type RoutesShown } from './route-shown.ts';
import type { PaymentView, SentPayment } from './sent-payments.ts';
import { timestamp } from './timestamp.ts';
import { uuidOf } from './uuid.ts';

/** Where the money of a payment that was received came in. */
export interface Incoming {
  readonly channelId: string;
  readonly remoteNodeId: string;
}

/** The simulation does not keep over which channel an invoice was paid: the first one is shown. */
export function incomingOf(desk: EmulatedDesk): Incoming {
  const channel = desk.channels()[0];
  return { channelId: channel ? channelId(channel.id) : NO_CHANNEL, remoteNodeId: channel?.peerPubkey ?? '' };
}

/** What a payment became, as a blocking call, the event stream and `audit` say it. */
export class PaymentEvents {
  readonly #routes: RoutesShown;
  readonly #self: string;
  /** Names of the fields since 0.14. */
  readonly #isNew: boolean;

  constructor(routes: RoutesShown, self: string, isNew: boolean) {
    this.#routes = routes;
    this.#self = self;
    this.#isNew = isNew;
  }

  /** `audit` keeps no routes. A view without a sent part (a forged event) is shown with one that is made up. */
  sent(
    view: PaymentView,
    preimage: string,
    nowMs: number,
    routes: 'with routes' | 'without' = 'with routes',
  ) {
    const { payment } = view;
    const sent = partsOf(view, this.#routes).filter(({ row }) => row.status === 'sent');
    const parts = sent.length > 0 ? sent : [this.#wholePart(payment, preimage, nowMs)];
    return {
      type: 'payment-sent',
      id: payment.id,
      paymentHash: payment.hash,
      paymentPreimage: preimage,
      recipientAmount: payment.amountMsat,
      recipientNodeId: payment.payeePubkey,
      parts: parts.map((part) => (this.#isNew ? newPart(part) : oldPart(part, routes === 'with routes'))),
      ...(this.#isNew && {
        fees: parts.reduce((sum, { feeMsat }) => sum + feeMsat, 0),
        startedAt: timestamp(payment.begunAtMs),
        settledAt: timestamp(Math.min(...parts.map(({ completedAtMs }) => completedAtMs))),
      }),
    };
  }

  /** @param texts oldest first */
  failed(payment: SentPayment, texts: readonly string[], nowMs: number) {
    return {
      type: 'payment-failed',
      id: payment.id,
      paymentHash: payment.hash,
      failures: texts.map((text) => this.#failure(failureText(text, payment, this.#self), payment)),
      ...(this.#isNew
        ? { startedAt: timestamp(payment.begunAtMs), settledAt: timestamp(nowMs) }
        : { timestamp: timestamp(nowMs) }),
    };
  }

  received({ invoice, receivedMsat, settledAtMs }: EmulatedInvoice, incoming: Incoming) {
    const at = timestamp(settledAtMs);
    const part = this.#isNew
      ? { ...incoming, amount: receivedMsat, receivedAt: at }
      : { amount: receivedMsat, fromChannelId: incoming.channelId, timestamp: at };
    return { type: 'payment-received', paymentHash: invoice.hash, parts: [part] };
  }

  #failure(text: string, payment: SentPayment): object {
    const { payee, payeePubkey, amountMsat } = payment;
    if (isLocal(text)) return { amount: amountMsat, route: [], t: text };
    const hops = this.#routes.to(payee, payeePubkey, amountMsat);
    const origin = text.startsWith('incorrect payment details') ? hops.at(-1) : hops[0];
    return {
      amount: amountMsat,
      route: hops.map((hop) => hopJson(hop, 'params')),
      e: { originNode: origin?.nextNodeId, failureMessage: text },
    };
  }

  #wholePart(payment: SentPayment, preimage: string, nowMs: number): PaymentPart {
    const hops = this.#routes.to(payment.payee, payment.payeePubkey, payment.amountMsat);
    return {
      id: uuidOf(`part 0 of ${payment.id}`),
      row: {
        parentId: payment.id,
        createdAtMs: payment.begunAtMs,
        status: 'sent',
        preimage,
        feesPaidMsat: 0n,
        routeEmpty: false,
        failures: [],
      },
      amountMsat: payment.amountMsat,
      feeMsat: 0,
      hops,
      channelId: this.#routes.channelIdOf(hops[0]!.shortChannelId),
      completedAtMs: nowMs,
    };
  }
}

/** 0.13, as recorded: the amount is without fees; without a route after a restart. */
function oldPart(part: PaymentPart, withRoute: boolean): object {
  return {
    id: part.id,
    amount: part.amountMsat,
    feesPaid: part.feeMsat,
    toChannelId: part.channelId,
    ...(withRoute && part.hops.length > 0 && { route: part.hops.map((hop) => hopJson(hop, 'params')) }),
    timestamp: timestamp(part.completedAtMs),
  };
}

/** 0.14 (adapters.md §5.2). */
function newPart(part: PaymentPart): object {
  return {
    id: part.id,
    channelId: part.channelId,
    nextNodeId: part.hops[0]?.nextNodeId,
    amountWithFees: part.amountMsat + part.feeMsat,
    fees: part.feeMsat,
    startedAt: timestamp(part.row.createdAtMs),
    settledAt: timestamp(part.completedAtMs),
  };
}
