import type { NodeName, PaymentHash, Preimage } from '../../domain/ids.ts';
import type { Follower, PayeeInvoice, Subscription } from '../../ports/lightning-node.ts';
import type { NodeHint } from '../../ports/node.ts';
import type { Timer, Timers } from '../../ports/timers.ts';
import { Stop } from './deadline.ts';
import { countOf, hex32Of, objectOf, objectsOf, textOf } from './fields.ts';
import { cursorText, parseCursor } from './follow-cursor.ts';
import type { Json, JsonObject } from './json.ts';
import { sendpayOf } from './look-up.ts';
import type { Rpc } from './rpc.ts';
import type { Heard } from './transport.ts';

export const RECONNECT_MS = { min: 500, max: 30_000 } as const;
const PAGE_ROWS = 500;
/** "Unknown subsystem": `wait` knows no sendpays before v23.11. */
const UNKNOWN = -32602;

/** The stream broke, or said what cannot be read. */
class Broken extends Error {
  override readonly name = 'Broken';
}

export interface FollowParts {
  readonly rpc: Rpc;
  readonly timers: Timers;
  readonly node: NodeName;
  readonly follower: Follower;
}

/**
 * Follows two counters of the daemon by long polls that it answers when they move (adapters.md §4.2): changes of payments
 * (`wait`) and paid invoices (`waitanyinvoice`). Unlike notifications they lose nothing, neither over a broken connection nor
 * over a restart of ours. Hold invoices are the plugin's: the daemon counts none of them, whoever waits for one looks it up.
 */
export class Follow implements Subscription {
  readonly #at: FollowParts;
  #updated: number | null;
  #paid: number | null;
  readonly #stop = new Stop();
  readonly #pauses = new Set<Timer>();

  constructor(parts: FollowParts, cursor: string) {
    this.#at = parts;
    const from = parseCursor(cursor);
    this.#updated = from?.updated ?? null;
    this.#paid = from?.paid ?? null;
    if (from === null && cursor !== '')
      parts.follower.gap('the cursor cannot be read: following from now on');
    this.#keep(() => this.#payments());
    this.#keep(() => this.#invoices());
  }

  stop(): void {
    this.#stop.stop();
    for (const pause of this.#pauses) pause.cancel();
    this.#pauses.clear();
  }

  /** Runs a loop until it is stopped; after a break it begins again, later and later while nothing comes. */
  #keep(loop: () => AsyncGenerator<void>): void {
    let pauseMs: number = RECONNECT_MS.min;
    const run = async (): Promise<void> => {
      try {
        for await (const _ of loop()) {
          if (this.#stop.over) return;
          pauseMs = RECONNECT_MS.min;
        }
      } catch (error) {
        if (this.#stop.over) return;
        this.#at.follower.gap((error as Error).message);
        const pause = this.#at.timers.after(pauseMs, () => {
          this.#pauses.delete(pause);
          void run();
        });
        this.#pauses.add(pause);
        pauseMs = Math.min(pauseMs * 2, RECONNECT_MS.max);
      }
    };
    void run();
  }

  /** Each round yields when the daemon has answered. */
  async *#payments(): AsyncGenerator<void> {
    const now = await this.#counter('sendpays');
    if (now === null) {
      this.#at.follower.gap('this version tells nothing of payments: `wait` knows no sendpays');
      this.#moved({ updated: this.#updated ?? 0 });
      return;
    }
    if (this.#updated !== null && now < this.#updated)
      this.#at.follower.gap(`payments were counted to ${this.#updated}, now to ${now}: an old database`);
    if (this.#updated === null || now < this.#updated) this.#moved({ updated: now });
    while (!this.#stop.over) {
      yield;
      const nextvalue = this.#updated! + 1;
      const answer = objectOf(
        await this.#hear('wait', { subsystem: 'sendpays', indexname: 'updated', nextvalue }),
      );
      if (this.#stop.over) return;
      const updated = answer && countOf(answer, 'updated');
      if (updated === null || updated < nextvalue) throw new Broken('wait: an answer without a change');
      await this.#changesFrom(nextvalue);
    }
  }

  async #changesFrom(start: number): Promise<void> {
    const heard = await this.#hear('listsendpays', { index: 'updated', start, limit: PAGE_ROWS });
    const rows = objectsOf(heard, 'payments');
    if (rows === null) throw new Broken('listsendpays: an answer that cannot be read');
    for (const row of rows) {
      if (this.#stop.over) return;
      const hint = hintOf(row, this.#at.node);
      if (hint !== null) this.#at.follower.hint(hint);
      this.#updated = Math.max(this.#updated!, countOf(row, 'updated_index') ?? 0);
    }
    // A row that was deleted since keeps its number; it must not be waited for again and again.
    this.#moved({ updated: Math.max(this.#updated!, start) });
  }

  async *#invoices(): AsyncGenerator<void> {
    const now = await this.#lastPaid();
    if (this.#paid !== null && now < this.#paid)
      this.#at.follower.gap(
        `paid invoices were counted to ${this.#paid}, now to ${now}: an old database, or deleted ones`,
      );
    if (this.#paid === null || now < this.#paid) this.#moved({ paid: now });
    while (!this.#stop.over) {
      yield;
      const heard = objectOf(await this.#hear('waitanyinvoice', { lastpay_index: this.#paid! }));
      if (this.#stop.over) return;
      const hash = heard && hex32Of(heard, 'payment_hash');
      const paid = heard && countOf(heard, 'pay_index');
      if (!heard || !hash || paid === null || paid <= this.#paid!)
        throw new Broken('waitanyinvoice: an answer that cannot be read');
      const state: PayeeInvoice['state'] = textOf(heard, 'status') === 'expired' ? 'expired' : 'paid';
      this.#at.follower.invoice(hash as PaymentHash, state);
      this.#moved({ paid });
    }
  }

  /** The highest `pay_index`: that of the invoice paid last, among those changed last. */
  async #lastPaid(): Promise<number> {
    for (let below = ((await this.#counter('invoices')) ?? 0) + 1; below > 1; below -= PAGE_ROWS) {
      const start = Math.max(1, below - PAGE_ROWS);
      const page = { index: 'updated', start, limit: below - start };
      const invoices = objectsOf(await this.#hear('listinvoices', page), 'invoices');
      if (invoices === null) throw new Broken('listinvoices: an answer that cannot be read');
      const last = Math.max(0, ...invoices.map((invoice) => countOf(invoice, 'pay_index') ?? 0));
      if (last > 0) return last;
    }
    return 0;
  }

  /** null: this version does not count them. */
  async #counter(subsystem: 'sendpays' | 'invoices'): Promise<number | null> {
    const params = { subsystem, indexname: 'updated', nextvalue: 0 };
    const heard = await this.#at.rpc.hear('stream', 'wait', params, this.#stop);
    if (heard.kind === 'error' && heard.code === UNKNOWN) return null;
    const answer = objectOf(resultOf('wait', heard));
    const counter = answer && countOf(answer, 'updated');
    if (counter === null) throw new Broken('wait: an answer that cannot be read');
    return counter;
  }

  /** No time-out: the daemon answers when something happens. */
  async #hear(method: string, params: JsonObject): Promise<Json> {
    return resultOf(method, await this.#at.rpc.hear('stream', method, params, this.#stop));
  }

  #moved(to: { readonly updated?: number; readonly paid?: number }): void {
    this.#updated = to.updated ?? this.#updated;
    this.#paid = to.paid ?? this.#paid;
    // Half a cursor would skip what happened to the other half before it was first read.
    if (this.#updated === null || this.#paid === null || this.#stop.over) return;
    this.#at.follower.cursor(cursorText({ updated: this.#updated, paid: this.#paid }));
  }
}

function resultOf(method: string, heard: Heard): Json {
  if (heard.kind === 'result') return heard.value;
  throw new Broken(`${method}: ${heard.kind === 'error' ? `code ${heard.code}` : heard.why}`);
}

function hintOf(row: JsonObject, node: NodeName): NodeHint | null {
  const read = sendpayOf(row);
  if (read === null) return null;
  const { status, preimage } = read;
  const claims = status === 'complete' ? 'settled' : status === 'failed' ? 'failed' : 'in_flight';
  return { node, hash: read.hash as PaymentHash, claims, preimage: preimage as Preimage | '' };
}
