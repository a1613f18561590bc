import type { PaymentHash } from '../../domain/ids.ts';
import type { ListCall, NodeListing } from '../../ports/node.ts';
import type { Timers } from '../../ports/timers.ts';
import { fields, isHex32 } from './answers.ts';
import type { EclairApi } from './api.ts';
import type { EclairPayments } from './payments.ts';

type Entry = Extract<NodeListing, { kind: 'listed' }>['entries'][number];

const PAGE = 500;
/** The daemon's clock is not ours. */
const CLOCKS_APART_S = 3600;
/** Hashes that are looked up in one list; the others wait for the next one. */
const LOOKUPS_MAX = 500;
/** Where nobody ever asks for a list, the oldest are forgotten. */
const REMEMBERED_MAX = 50_000;

/**
 * Outgoing payments since a moment. Eclair itself lists successes only (`audit`); what is pending or has failed it shows
 * by hash alone. So this adds what went through this adapter since it was made and had no end when last looked at:
 * after a restart of ours, or when someone else used the node, failures and pending payments are missing.
 */
export class EclairListing {
  readonly #api: EclairApi;
  readonly #payments: EclairPayments;
  readonly #timers: Timers;
  readonly #open = new Set<PaymentHash>();

  constructor(parts: { api: EclairApi; payments: EclairPayments; timers: Timers }) {
    this.#api = parts.api;
    this.#payments = parts.payments;
    this.#timers = parts.timers;
  }

  /** A pay call begins. False: one of this hash is remembered already. */
  sent(hash: PaymentHash): boolean {
    if (this.#open.has(hash)) return false;
    for (const oldest of this.#open) {
      if (this.#open.size < REMEMBERED_MAX) break;
      this.#open.delete(oldest);
    }
    this.#open.add(hash);
    return true;
  }
  /** It has settled, which `audit` shows, or nothing was sent. */
  ended(hash: PaymentHash): void {
    this.#open.delete(hash);
  }

  /** Never rejects. */
  async list(call: ListCall): Promise<NodeListing> {
    const endsAtMs = this.#timers.nowMs() + call.timeoutMs;
    let settled: ReadonlySet<PaymentHash>;
    try {
      settled = await this.#settledSince(call.sinceMs, endsAtMs);
    } catch {
      return { kind: 'unavailable' };
    }
    const entries: Entry[] = [];
    for (const hash of settled) {
      this.#open.delete(hash);
      entries.push({ hash, state: 'settled' });
    }
    const looked = [...this.#open].slice(0, LOOKUPS_MAX).map(async (hash) => {
      const state = await this.#payments.state(hash, Math.max(0, endsAtMs - this.#timers.nowMs()));
      if (state === null) return;
      // At the end of the line, whatever comes: a list that is too long is looked at in turns.
      this.#open.delete(hash);
      if (state === 'in_flight') this.#open.add(hash);
      entries.push({ hash, state });
    });
    await Promise.all(looked);
    return { kind: 'listed', entries };
  }

  /** @throws NodeRefused */
  async #settledSince(sinceMs: number, endsAtMs: number): Promise<ReadonlySet<PaymentHash>> {
    const from = `${Math.max(0, Math.floor(sinceMs / 1000) - 1)}`;
    const to = `${Math.ceil(this.#timers.nowMs() / 1000) + CLOCKS_APART_S}`;
    const hashes = new Set<PaymentHash>();
    for (let skip = 0; ; skip += PAGE) {
      const leftMs = Math.max(0, endsAtMs - this.#timers.nowMs());
      const form = { from, to, count: `${PAGE}`, skip: `${skip}` };
      const { sent } = fields(await this.#api.ask('audit', form, leftMs));
      if (!Array.isArray(sent)) throw this.#api.refused('malformed', 'audit', 'no list of what was sent');
      const known = hashes.size;
      for (const event of sent) {
        const { paymentHash } = fields(event);
        if (!isHex32(paymentHash))
          throw this.#api.refused('malformed', 'audit', 'a payment without its hash');
        hashes.add(paymentHash as PaymentHash);
      }
      // A page that brings nothing new comes from a daemon that does not turn pages.
      if (sent.length !== PAGE || hashes.size === known) return hashes;
    }
  }
}
