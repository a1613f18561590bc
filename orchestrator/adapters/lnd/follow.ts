import type { PaymentHash } from '../../domain/ids.ts';
import type { Follower, Subscription } from '../../ports/lightning-node.ts';
import type { NodeHint } from '../../ports/node.ts';
import type { LndConnection } from './connection.ts';
import { stateOf } from './invoices.ts';
import type { Invoice, Payment } from './messages.ts';
import { lndMethods } from './methods.ts';
import { isPreimage } from './read-payment.ts';
import { Tail } from './tail.ts';

/**
 * What LND tells of its own accord (lnd-observed.md §8). `SubscribeInvoices` replays from its two indices, which are the
 * cursor (`added:settled`); with both set it tells settled invoices twice, and it never tells of held or cancelled ones.
 * `TrackPayments` replays nothing: what ended while it was not open is only found by looking it up, hence `gap`. Only ends
 * are asked for: what is in flight is no news to whoever sent it.
 */
export function followLnd(at: LndConnection, follower: Follower, cursor: string): Subscription {
  const { subscribeInvoices, trackPayments } = lndMethods();
  const indices = Indices.read(cursor);
  const gap = (why: string): void => follower.gap(why);
  if (indices === null) gap('the cursor cannot be read: following from now on');
  const position = indices ?? new Indices(0n, 0n);
  const invoices = new Tail(at, subscribeInvoices, {
    request: () => ({ add_index: String(position.added), settle_index: String(position.settled) }),
    heard: (invoice) => {
      const hash = invoice.r_hash.toString('hex');
      const state = stateOf(invoice.state);
      if (hash.length === 64 && state !== null) follower.invoice(hash as PaymentHash, state);
      if (position.moveTo(invoice)) follower.cursor(position.text);
    },
    gap,
  });
  const payments = new Tail(at, trackPayments, {
    request: () => ({ no_inflight_updates: true }),
    heard: (payment) => {
      if (/^[0-9a-f]{64}$/.test(payment.payment_hash)) follower.hint(hintOf(at, payment));
    },
    gap,
  });
  return {
    stop: () => {
      invoices.stop();
      payments.stop();
    },
  };
}

function hintOf({ node }: LndConnection, payment: Payment): NodeHint {
  const { status, payment_preimage: preimage } = payment;
  return {
    node,
    hash: payment.payment_hash as PaymentHash,
    claims: status === 'SUCCEEDED' ? 'settled' : status === 'FAILED' ? 'failed' : 'in_flight',
    preimage: isPreimage(preimage) ? preimage : '',
  };
}

/** `add_index` and `settle_index` up to which the invoices were heard; 0: no backlog. */
class Indices {
  added: bigint;
  settled: bigint;

  constructor(added: bigint, settled: bigint) {
    this.added = added;
    this.settled = settled;
  }

  /** null: no cursor of ours. */
  static read(cursor: string): Indices | null {
    if (cursor === '') return new Indices(0n, 0n);
    const match = /^(\d{1,20}):(\d{1,20})$/.exec(cursor);
    return match === null ? null : new Indices(BigInt(match[1]!), BigInt(match[2]!));
  }

  get text(): string {
    return `${this.added}:${this.settled}`;
  }

  /** Whether it moved; it never goes back, also when the backlog tells old ones after new ones. */
  moveTo(invoice: Invoice): boolean {
    const added = BigInt(invoice.add_index);
    const settled = BigInt(invoice.settle_index);
    const moves = added > this.added || settled > this.settled;
    if (added > this.added) this.added = added;
    if (settled > this.settled) this.settled = settled;
    return moves;
  }
}
