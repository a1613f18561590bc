import type { PaymentHash } from '../../domain/ids.ts';
import type { ListCall, NodeListing } from '../../ports/node.ts';
import type { LndConnection } from './connection.ts';
import { firstMessage } from './lookup.ts';
import type { ListPaymentsResponse, Payment } from './messages.ts';
import { lndMethods } from './methods.ts';

type Entry = Extract<NodeListing, { kind: 'listed' }>['entries'][number];

const PAGE = 500;
const LOOKUPS_AT_ONCE = 16;
/** A time lock of 2016 blocks is the longest that LND makes: what is older and unfinished is a phantom and stays one. */
const LOOK_BACK_MS = 14 * 24 * 3_600_000;
const UNAVAILABLE: NodeListing = { kind: 'unavailable' };

/**
 * Outgoing payments that changed since a moment. LND lists by date of *creation*, so a payment that was made before and
 * ended since is not in the list: what a listing shows as unfinished is remembered, and looked up by hash in the next ones
 * until it has ended. The first listing reaches back as far as a payment can be out, to learn what is unfinished.
 *
 * A failed payment that is tried again gets a new index and a new date, always later ones, so reading forward meets each
 * payment at least once; the last word about a hash counts.
 */
export class LndPaymentList {
  readonly #at: LndConnection;
  /** null before the first listing. */
  #unfinished: ReadonlySet<PaymentHash> | null = null;

  constructor(at: LndConnection) {
    this.#at = at;
  }

  /** Never rejects. What is remembered changes only with a listing that came to its end. */
  async list({ sinceMs, timeoutMs }: ListCall): Promise<NodeListing> {
    const { timers } = this.#at.host;
    const startMs = timers.nowMs();
    const leftMs = (): number => startMs + timeoutMs - timers.nowMs();
    const known = this.#unfinished;
    const states = await this.#read(
      known === null ? Math.min(sinceMs, startMs - LOOK_BACK_MS) : sinceMs,
      leftMs,
    );
    if (states === null) return UNAVAILABLE;
    const older = [...(known ?? [])].filter((hash) => !states.has(hash));
    const unfinished = new Set<PaymentHash>();
    for (let from = 0; from < older.length; from += LOOKUPS_AT_ONCE) {
      const some = older.slice(from, from + LOOKUPS_AT_ONCE);
      if (leftMs() <= 0) return UNAVAILABLE;
      const read = await Promise.all(some.map((hash) => this.#one(hash, leftMs())));
      for (const [at, state] of read.entries()) {
        const hash = some[at]!;
        if (state === 'unheard') return UNAVAILABLE;
        if (state === 'in_flight') unfinished.add(hash);
        else if (state !== 'gone') states.set(hash, state);
      }
    }
    const entries: Entry[] = [];
    for (const [hash, state] of states) {
      entries.push({ hash, state });
      if (state === 'in_flight') unfinished.add(hash);
    }
    this.#unfinished = unfinished;
    return { kind: 'listed', entries };
  }

  async #read(fromMs: number, leftMs: () => number): Promise<Map<PaymentHash, Entry['state']> | null> {
    const states = new Map<PaymentHash, Entry['state']>();
    let offset = 0n;
    for (;;) {
      const page = await this.#page(offset, fromMs, leftMs());
      if (page === null) return null;
      for (const payment of page.payments) states.set(payment.payment_hash as PaymentHash, stateOf(payment));
      if (page.payments.length < PAGE) return states;
      const next = BigInt(page.last_index_offset);
      if (next <= offset) return null;
      offset = next;
    }
  }

  async #page(offset: bigint, fromMs: number, timeoutMs: number): Promise<ListPaymentsResponse | null> {
    if (timeoutMs <= 0) return null;
    const request = {
      include_incomplete: true,
      index_offset: String(offset),
      max_payments: PAGE,
      creation_date_start: String(Math.max(0, Math.floor(fromMs / 1000))),
      omit_hops: true,
    } as const;
    const said = await this.#at.ask(lndMethods().listPayments, request, timeoutMs);
    return 'answer' in said ? said.answer : null;
  }

  /** `gone`: somebody has deleted the record. */
  async #one(hash: PaymentHash, timeoutMs: number): Promise<Entry['state'] | 'gone' | 'unheard'> {
    const heard = await firstMessage(this.#at, { hash, timeoutMs });
    if (!('kind' in heard)) return heard.payment_hash === hash ? stateOf(heard) : 'unheard';
    return heard.kind === 'status' && heard.code === 5 ? 'gone' : 'unheard';
  }
}

/** What is not known to have ended counts as in flight: the look-up tells. */
function stateOf({ status }: Payment): Entry['state'] {
  if (status === 'SUCCEEDED') return 'settled';
  return status === 'FAILED' ? 'failed' : 'in_flight';
}
