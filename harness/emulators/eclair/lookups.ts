import { type Caller, type EclairNode, fieldHash, type Method, query } from './method.ts';
import { type Page, pageOf, spanOf } from './paging.ts';
import { incomingOf } from './payment-events.ts';
import { missing } from './refusal.ts';
import { placeholder, sentInfo } from './sent-info.ts';
import type { PaymentView } from './sent-payments.ts';

/** From the read of the database to the answer of the actor that sends. */
const ASK_MS = 2;

/**
 * `getsentinfo`: the rows, in an order that means nothing. Where none is pending it asks the actor that sends, a moment after
 * it read the database: what ends in between is missing from both (adapters.md §5.3, `getsentinfo` algorithm).
 */
export const getSentInfo: Method = {
  class: 'lookup',
  hashOf: (form, { payments }) => payments.byId(form.text('id') ?? '')?.hash ?? fieldHash(form),
  run: (form, node, caller) => {
    const id = form.uuid('id');
    if (id === undefined) {
      const hash = form.bytes32('paymentHash');
      // Eclair tries the fields one after the other and complains of the first.
      if (hash === undefined) throw missing('id');
      answer(node, caller, () => node.payments.read(hash));
    } else {
      const hash = node.payments.byId(id)?.hash;
      answer(node, caller, () =>
        hash === undefined ? [] : node.payments.read(hash).filter(({ payment }) => payment.id === id),
      );
    }
  },
};

function answer(node: EclairNode, caller: Caller, read: () => PaymentView[]): void {
  const { desk, routes } = node;
  const views = read();
  const rows = views
    .flatMap((view) => sentInfo(view, routes, desk.pubkey) as { readonly id: string }[])
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const held = views.find(({ isPlaceheld }) => isPlaceheld);
  if (held === undefined || views.some(hasPending)) {
    caller.answer(rows);
    return;
  }
  const id = held.payment.id;
  desk.later(ASK_MS, () => {
    const now = read().find(({ payment }) => payment.id === id);
    const isRunning = now !== undefined && (now.isPlaceheld || hasPending(now));
    caller.answer(isRunning ? [placeholder(held.payment, desk.nowMs), ...rows] : rows);
  });
}

function hasPending({ rows }: PaymentView): boolean {
  return rows.some(({ status }) => status === 'pending');
}

/** Payments that were sent, received or relayed, of the last day if nothing else is said; never those that failed. */
export const audit = query('list', (form, node) => {
  const page = pageOf(form);
  const span = spanOf(form, node.desk.nowMs);
  return { sent: sentOf(node, span, page), received: page.of(receivedOf(node, span)), relayed: [] };
});

function sentOf({ desk, payments, events }: EclairNode, span: (ms: number) => boolean, page: Page): object[] {
  const sent: object[] = [];
  let found = 0;
  for (const record of desk.records()) {
    if (found >= page.end) break;
    if (record.state !== 'settled' || !span(record.changedAtMs)) continue;
    for (const view of payments.read(record.hash)) {
      const row = view.rows.find(({ status }) => status === 'sent');
      if (row === undefined || view.isPlaceheld || hasPending(view)) continue;
      if (found >= page.start && found < page.end)
        sent.push(events.sent(view, row.preimage, desk.nowMs, 'without'));
      found++;
    }
  }
  return sent;
}

function receivedOf({ desk, events }: EclairNode, span: (ms: number) => boolean): object[] {
  const incoming = incomingOf(desk);
  return desk
    .invoices()
    .filter(({ state, settledAtMs }) => state === 'paid' && span(settledAtMs))
    .map((invoice) => events.received(invoice, incoming));
}
