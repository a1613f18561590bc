import type { PaymentHash, Preimage } from '../../domain/ids.ts';
import { MSAT_MAX, type Msat } from '../../domain/money.ts';
import {
  type CreatedInvoice,
  type InvoiceOrder,
  NodeRefused,
  type PayeeInvoice,
} from '../../ports/lightning-node.ts';
import type { Timers } from '../../ports/timers.ts';
import { hex32Of, msatOf, msatParam, objectOf, objectsOf, textOf } from './fields.ts';
import type { HoldInvoices } from './hold-invoices.ts';
import type { Json, JsonObject } from './json.ts';
import type { Rpc } from './rpc.ts';

const LABEL_TRIES_MAX = 100;
const STATES = new Map<string, PayeeInvoice['state']>([
  ['unpaid', 'open'],
  ['paid', 'paid'],
  ['expired', 'expired'],
]);

export interface InvoicesParts {
  readonly rpc: Rpc;
  readonly timers: Timers;
  readonly hold: HoldInvoices;
  /** What the labels begin with; two programs at one daemon need two. */
  readonly labelPrefix: string;
}

/** The invoices of this node. */
export class Invoices {
  readonly #at: InvoicesParts;
  #labels = 0;

  constructor(parts: InvoicesParts) {
    this.#at = parts;
  }

  /** @throws NodeRefused */
  async create(order: InvoiceOrder): Promise<CreatedInvoice> {
    if (order.holdHash !== undefined) return this.#at.hold.create(order, order.holdHash);
    const { preimage } = order;
    const made = objectOf(await this.#create(order, preimage === undefined ? {} : { preimage }));
    const hash = made && hex32Of(made, 'payment_hash');
    const text = made && textOf(made, 'bolt11');
    if (!hash || !text) throw this.#at.rpc.unread('invoice');
    return { hash: hash as PaymentHash, text };
  }

  /** @throws NodeRefused */
  async find(hash: PaymentHash): Promise<PayeeInvoice | null> {
    const invoice = await this.#row(hash);
    if (invoice === null) return this.#at.hold.find(hash);
    const state = STATES.get(textOf(invoice, 'status') ?? '');
    if (state === undefined) throw this.#at.rpc.unread('listinvoices');
    const receivedMsat = state === 'paid' ? (msatOf(invoice, 'amount_received_msat') ?? 0n) : 0n;
    if (receivedMsat > MSAT_MAX) throw this.#at.rpc.unread('listinvoices');
    const preimage = state === 'paid' ? (hex32Of(invoice, 'payment_preimage') ?? '') : '';
    return { hash, state, receivedMsat: receivedMsat as Msat, preimage: preimage as Preimage | '' };
  }

  /**
   * The daemon has no "canceled": an unpaid invoice is deleted, and then unknown to it, so that nobody can pay it any more.
   *
   * @throws NodeRefused
   */
  async cancel(hash: PaymentHash): Promise<void> {
    const invoice = await this.#row(hash);
    if (invoice === null) return this.#at.hold.cancel(hash);
    const status = textOf(invoice, 'status');
    const label = textOf(invoice, 'label');
    if (status === 'expired') return;
    if (status !== 'unpaid' || label === null)
      throw this.#at.rpc.refused('answered_error', 'delinvoice', `the invoice is ${status ?? 'unreadable'}`);
    // With its status: an invoice that was paid in between is not deleted.
    await this.#at.rpc.ask('delinvoice', { label, status: 'unpaid' });
  }

  /** A label is taken only if no invoice has it: the daemon refuses a second one (900), and has then made none. */
  async #create(order: InvoiceOrder, more: JsonObject): Promise<Json> {
    const secrets = order.preimage === undefined ? [] : [order.preimage];
    const params = {
      amount_msat: order.amountMsat === null ? 'any' : msatParam(order.amountMsat),
      description: order.description,
      expiry: order.expirySeconds,
      ...more,
    };
    for (let tries = 1; ; tries++) {
      this.#labels += 1;
      const label = `${this.#at.labelPrefix}-${this.#at.timers.nowMs()}-${this.#labels}`;
      try {
        return await this.#at.rpc.ask('invoice', { ...params, label }, secrets);
      } catch (error) {
        const taken = error instanceof NodeRefused && /\(code 900\)$/.test(error.message);
        if (!taken || tries === LABEL_TRIES_MAX) throw error;
      }
    }
  }

  async #row(hash: PaymentHash): Promise<JsonObject | null> {
    const invoices = objectsOf(await this.#at.rpc.ask('listinvoices', { payment_hash: hash }), 'invoices');
    if (invoices === null) throw this.#at.rpc.unread('listinvoices');
    const [invoice = null] = invoices;
    if (invoice !== null && invoice.payment_hash !== hash) throw this.#at.rpc.unread('listinvoices');
    return invoice;
  }
}
