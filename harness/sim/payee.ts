import type { Implementation } from '#topologies/network';
import type { ChannelGraph } from './graph.ts';
import { INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS, MPP_TIMEOUT } from './htlc/failures.ts';
import { HELD, type PartTable } from './htlc/parts.ts';
import type { BlockHeight, HtlcSwitch, PartSink } from './htlc/switch.ts';
import type { Kernel } from './kernel.ts';
import type { Nodes } from './nodes.ts';
import type { WorldObserver } from './observer.ts';
import { HOPS_MAX } from './route-cost.ts';

/** How long a payee waits for the missing parts of a payment (BOLT 4: at least 60 s). */
export const MPP_TIMEOUT_MS = 60_000;
/** `min_final_cltv_expiry_delta` of every invoice (BOLT 11 default). */
export const MIN_FINAL_CLTV_BLOCKS = 18;
/** A payee gives up what it holds so many blocks before the time lock, rather than let the channel close. */
export const HOLD_GIVE_UP_BLOCKS = 2;

export interface InvoiceOrder {
  readonly payee: number;
  /** 64 hex digits; SHA-256 of the preimage. */
  readonly hash: string;
  /** '': the payee does not know it, and is told when a hold invoice is settled. */
  readonly preimage: string;
  /** 0: the payer chooses. */
  readonly amountMsat: number;
  readonly expiresAtMs: number;
  /** A hold invoice: keeps the complete payment until `afterMs` later, or until it is told what to do. */
  readonly hold?:
    | { readonly ends: 'settled' | 'canceled'; readonly afterMs: number }
    | { readonly ends: 'when-told' };
}

export type InvoiceState = 'open' | 'held' | 'paid' | 'canceled' | 'expired';

interface Invoice {
  readonly ordinal: number;
  readonly order: InvoiceOrder;
  /**
   * An ldk-node payee takes the money of a paid invoice a second time (`Re-claiming previously succeeded payment`,
   * ldk-observed.md §1 (2), (3)); LND, Eclair and Core Lightning refuse it (adapters.md §1 (5)).
   */
  readonly takesAgain: boolean;
  preimage: string;
  /** What completes a set: the amount, or where the payer chooses, what the parts of the set say that it pays in all. */
  dueMsat: number;
  state: InvoiceState;
  receivedMsat: number;
  /** Head of the list of held parts; -1 when none. */
  firstHeld: number;
  /** Moves on when a set begins or ends, so that the timers of an older set do nothing. */
  setNo: number;
  /** When it was paid, or closed; -1 before. */
  endedAtMs: number;
}

/**
 * All payees: their invoices, and the decision about every part that arrives for one. A set is held together by its hash alone,
 * as on the real network: parts of two payers who pay the same invoice can complete it together.
 */
export class Payees implements PartSink {
  readonly #kernel: Kernel;
  readonly #graph: ChannelGraph;
  readonly #nodes: Nodes;
  readonly #parts: PartTable;
  readonly #switch: HtlcSwitch;
  readonly #chain: BlockHeight;
  readonly #observer: WorldObserver;
  readonly #invoices: (Invoice | undefined)[] = [];
  readonly #byHash = new Map<string, Invoice>();
  readonly #implementations: readonly Implementation[];
  readonly #forgetAfterMs: number | null;
  /** Invoices before this one are forgotten. */
  #oldest = 0;
  readonly #onSetTimeout: number;
  readonly #onHoldEnd: number;

  constructor(
    kernel: Kernel,
    graph: ChannelGraph,
    nodes: Nodes,
    parts: PartTable,
    htlcs: HtlcSwitch,
    chain: BlockHeight,
    observer: WorldObserver,
    implementations: readonly Implementation[],
    forgetAfterMs: number | null,
  ) {
    this.#kernel = kernel;
    this.#graph = graph;
    this.#nodes = nodes;
    this.#parts = parts;
    this.#switch = htlcs;
    this.#chain = chain;
    this.#observer = observer;
    this.#implementations = implementations;
    this.#forgetAfterMs = forgetAfterMs;
    this.#onSetTimeout = kernel.register((ordinal, setNo) => this.#setTimedOut(ordinal, setNo));
    this.#onHoldEnd = kernel.register((ordinal, setNo) => this.#holdEnded(ordinal, setNo));
  }

  /** @throws RangeError for a hash that has an invoice already: a hash names one invoice in the whole world. */
  create(order: InvoiceOrder): void {
    if (this.#byHash.has(order.hash)) throw new RangeError(`there is an invoice for ${order.hash} already`);
    this.#forgetOld();
    const invoice: Invoice = {
      ordinal: this.#invoices.length,
      order,
      takesAgain: this.#implementations[order.payee] === 'ldk',
      preimage: order.preimage,
      dueMsat: order.amountMsat,
      state: 'open',
      receivedMsat: 0,
      firstHeld: -1,
      setNo: 0,
      endedAtMs: -1,
    };
    this.#invoices.push(invoice);
    this.#byHash.set(order.hash, invoice);
    this.#observer.invoiceMoved(order.payee, order.hash, 'open', order.amountMsat);
  }

  /**
   * The state now, or undefined for an unknown hash. Expiry is noticed when an invoice is looked at or paid, not by a timer:
   * a hundred thousand timers would sit in the queue for nothing.
   */
  state(hash: string): InvoiceState | undefined {
    const invoice = this.#byHash.get(hash);
    if (invoice === undefined) return undefined;
    this.#noticeExpiry(invoice);
    return invoice.state;
  }

  preimage(hash: string): string {
    return this.#byHash.get(hash)?.preimage ?? '';
  }

  /** What its payer has sent so far. */
  receivedMsat(hash: string): number {
    return this.#byHash.get(hash)?.receivedMsat ?? 0;
  }

  /** Releases the preimage of a held invoice, `told` where the payee did not know it; false when nothing is held. */
  settleHold(hash: string, told: string): boolean {
    const invoice = this.#byHash.get(hash);
    if (invoice === undefined || invoice.state !== 'held') return false;
    if (invoice.preimage === '') invoice.preimage = told;
    if (invoice.preimage === '') return false;
    this.#settle(invoice);
    return true;
  }

  /** Closes an invoice unpaid for good and fails what it holds; false when it is paid, closed or unknown. */
  cancel(hash: string): boolean {
    const invoice = this.#byHash.get(hash);
    if (invoice === undefined) return false;
    this.#noticeExpiry(invoice);
    if (invoice.state !== 'open' && invoice.state !== 'held') return false;
    this.#cancel(invoice);
    return true;
  }

  received(part: number): void {
    const parts = this.#parts;
    const last = part * HOPS_MAX + parts.hopCount[part] - 1;
    const node = this.#graph.edgeTo[parts.edges[last]];
    const invoice = this.#byHash.get(parts.hash[part]);
    if (invoice !== undefined) this.#noticeExpiry(invoice);
    if (
      invoice === undefined ||
      !this.#accepts(invoice, node, parts.totalMsat[part], parts.expiryHeights[last])
    ) {
      this.#switch.failBack(part, INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS, node, -1);
      return;
    }
    parts.phase[part] = HELD;
    parts.nextHeld[part] = invoice.firstHeld;
    const isFirst = invoice.firstHeld < 0;
    if (isFirst) {
      invoice.receivedMsat = 0;
      if (invoice.order.amountMsat === 0) invoice.dueMsat = parts.totalMsat[part];
    }
    invoice.firstHeld = part;
    invoice.receivedMsat += parts.amounts[last];
    if (invoice.receivedMsat >= invoice.dueMsat) this.#complete(invoice);
    else if (isFirst)
      this.#kernel.schedule(
        this.#kernel.nowMs + MPP_TIMEOUT_MS,
        this.#onSetTimeout,
        invoice.ordinal,
        ++invoice.setNo,
      );
  }

  lost(part: number): void {
    const invoice = this.#byHash.get(this.#parts.hash[part]);
    if (invoice === undefined) return;
    const next = this.#parts.nextHeld;
    if (invoice.firstHeld === part) invoice.firstHeld = next[part];
    else {
      let before = invoice.firstHeld;
      while (next[before] !== part) before = next[before];
      next[before] = next[part];
    }
    invoice.receivedMsat -= this.#parts.paidMsat(part);
  }

  /** A block was found: a running payee lets go of a set before the first of its time locks ends. */
  heldNearExpiry(part: number): void {
    const parts = this.#parts;
    const last = part * HOPS_MAX + parts.hopCount[part] - 1;
    const invoice = this.#byHash.get(parts.hash[part]);
    if (invoice === undefined || !this.#nodes.isUp(invoice.order.payee)) return;
    if (this.#chain.heightAt(invoice.order.payee) < parts.expiryHeights[last] - HOLD_GIVE_UP_BLOCKS) return;
    if (invoice.state === 'held') this.#cancel(invoice);
    else this.#failAll(invoice, MPP_TIMEOUT);
  }

  /** BOLT 4, "Requirements for the final node": right node and state, amount up to twice, enough blocks left. */
  #accepts(invoice: Invoice, node: number, totalMsat: number, expiryHeight: number): boolean {
    return (
      (invoice.state === 'open' || this.#takesAgain(invoice)) &&
      invoice.order.payee === node &&
      this.#fits(invoice, totalMsat) &&
      expiryHeight >= this.#chain.heightAt(node) + MIN_FINAL_CLTV_BLOCKS
    );
  }

  #fits({ order, firstHeld, dueMsat }: Invoice, totalMsat: number): boolean {
    if (order.amountMsat === 0) return firstHeld < 0 || totalMsat === dueMsat;
    return totalMsat >= order.amountMsat && totalMsat <= 2 * order.amountMsat;
  }

  #takesAgain({ state, takesAgain, order }: Invoice): boolean {
    return state === 'paid' && takesAgain && this.#kernel.nowMs <= order.expiresAtMs;
  }

  /** Long trials: what ended long ago, and what expired long ago, is as unknown as if it had never been. */
  #forgetOld(): void {
    if (this.#forgetAfterMs === null) return;
    const beforeMs = this.#kernel.nowMs - this.#forgetAfterMs;
    for (; this.#oldest < this.#invoices.length; this.#oldest++) {
      const invoice = this.#invoices[this.#oldest];
      if (invoice === undefined) continue;
      const { endedAtMs, firstHeld, order } = invoice;
      const over = endedAtMs >= 0 ? endedAtMs < beforeMs : order.expiresAtMs < beforeMs;
      if (!over || firstHeld >= 0) return;
      this.#byHash.delete(order.hash);
      this.#invoices[this.#oldest] = undefined;
    }
  }

  #noticeExpiry(invoice: Invoice): void {
    if (invoice.state !== 'open' || this.#kernel.nowMs <= invoice.order.expiresAtMs) return;
    // A set that began in time may still be completed: real payees accept its other parts too.
    if (invoice.firstHeld >= 0) return;
    invoice.state = 'expired';
    this.#observer.invoiceMoved(invoice.order.payee, invoice.order.hash, 'expired', invoice.order.amountMsat);
  }

  #complete(invoice: Invoice): void {
    invoice.setNo++;
    const { hold, payee, hash } = invoice.order;
    if (hold === undefined) {
      this.#settle(invoice);
      return;
    }
    invoice.state = 'held';
    this.#observer.invoiceMoved(payee, hash, 'held', invoice.receivedMsat);
    if (hold.ends !== 'when-told')
      this.#kernel.schedule(
        this.#kernel.nowMs + hold.afterMs,
        this.#onHoldEnd,
        invoice.ordinal,
        invoice.setNo,
      );
  }

  #holdEnded(ordinal: number, setNo: number): void {
    const invoice = this.#invoices[ordinal];
    if (invoice === undefined || invoice.state !== 'held' || invoice.setNo !== setNo) return;
    if (!this.#nodes.isUp(invoice.order.payee)) {
      this.#nodes.wait(invoice.order.payee, this.#onHoldEnd, ordinal, setNo);
      return;
    }
    if (invoice.order.hold?.ends === 'settled') this.#settle(invoice);
    else this.#cancel(invoice);
  }

  #setTimedOut(ordinal: number, setNo: number): void {
    const invoice = this.#invoices[ordinal];
    if (invoice === undefined || invoice.setNo !== setNo || invoice.firstHeld < 0) return;
    if (invoice.state !== 'open' && invoice.state !== 'paid') return;
    if (!this.#nodes.isUp(invoice.order.payee)) {
      this.#nodes.wait(invoice.order.payee, this.#onSetTimeout, ordinal, setNo);
      return;
    }
    this.#failAll(invoice, MPP_TIMEOUT);
  }

  /** All parts or none: a set that lost one on chain while held is not paid any more. */
  #settle(invoice: Invoice): void {
    if (invoice.receivedMsat < invoice.dueMsat) {
      this.#cancel(invoice);
      return;
    }
    invoice.state = 'paid';
    invoice.endedAtMs = this.#kernel.nowMs;
    const { payee, hash } = invoice.order;
    this.#observer.invoicePaid(payee, hash, invoice.receivedMsat, invoice.preimage);
    for (let part = invoice.firstHeld; part >= 0; part = this.#parts.nextHeld[part])
      this.#switch.settleBack(part);
    invoice.firstHeld = -1;
  }

  #cancel(invoice: Invoice): void {
    invoice.state = 'canceled';
    invoice.endedAtMs = this.#kernel.nowMs;
    this.#observer.invoiceMoved(
      invoice.order.payee,
      invoice.order.hash,
      'canceled',
      invoice.order.amountMsat,
    );
    this.#failAll(invoice, INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS);
  }

  #failAll(invoice: Invoice, failure: number): void {
    invoice.setNo++;
    for (let part = invoice.firstHeld; part >= 0; part = this.#parts.nextHeld[part])
      this.#switch.failBack(part, failure, invoice.order.payee, -1);
    invoice.firstHeld = -1;
    invoice.receivedMsat = 0;
  }
}
