import type { DeskListener } from '../desk.ts';
import type { EclairNode } from './method.ts';
import type { PaymentView } from './sent-payments.ts';
import { uuidOf } from './uuid.ts';

type Claims = Parameters<DeskListener['told']>[1];

/**
 * The event for what the daemon tells of a hash: of the payment that ended so and was not told of yet. Where an event is
 * told again, or is a lie, of any payment of the hash. null: Eclair says nothing of what is under way.
 */
export function eventOf(node: EclairNode, hash: string, claims: Claims, preimage: string): object | null {
  if (claims === 'in_flight') return null;
  const { payments, events, desk } = node;
  const views = payments.read(hash);
  // The youngest: of those that ended while nobody listened some were never told of.
  const ended = views.filter((view) => claimOf(view) === claims);
  const view =
    ended.findLast(({ payment }) => !payment.isTold) ?? ended.at(-1) ?? views.at(-1) ?? unheardOf(hash);
  view.payment.isTold = true;
  if (claims === 'settled') return events.sent(view, preimage, desk.nowMs);
  const texts = view.rows.flatMap(({ failures }) => failures);
  return events.failed(view.payment, texts, desk.nowMs);
}

function claimOf({ rows, isPlaceheld }: PaymentView): Claims {
  if (isPlaceheld || rows.some(({ status }) => status === 'pending')) return 'in_flight';
  return rows.some(({ status }) => status === 'sent') ? 'settled' : 'failed';
}

/** A forged event of a payment that this node never made. */
function unheardOf(hash: string): PaymentView {
  const payment = {
    hash,
    id: uuidOf(`nobody's payment of ${hash}`),
    payee: -1,
    payeePubkey: '',
    amountMsat: 0,
    externalId: '',
    begunAtMs: 0,
    invoice: null,
    completedAtMs: [],
    isTold: true,
  };
  return { payment, rows: [], isPlaceheld: false };
}
