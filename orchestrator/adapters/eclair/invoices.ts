import type { PaymentHash, Preimage } from '../../domain/ids.ts';
import { type Msat, ZERO_MSAT } from '../../domain/money.ts';
import type { CreatedInvoice, InvoiceOrder, PayeeInvoice } from '../../ports/lightning-node.ts';
import { fields, isHex32, msatOf } from './answers.ts';
import type { EclairApi } from './api.ts';

/** `status.type` of `getreceivedinfo` (adapters.md §5.2). */
const STATES: Readonly<Record<string, PayeeInvoice['state']>> = {
  pending: 'open',
  expired: 'expired',
  received: 'paid',
};

/** Invoices of this node. A deleted one leaves no trace: it is not known any more, and HTLCs for it are refused. */
export class EclairInvoices {
  readonly #api: EclairApi;

  constructor(api: EclairApi) {
    this.#api = api;
  }

  async create(order: InvoiceOrder): Promise<CreatedInvoice> {
    const call = 'createinvoice';
    if (order.holdHash !== undefined)
      throw this.#api.refused('not_supported', call, 'Eclair has no hold invoices');
    const json = await this.#api.ask(call, {
      description: order.description,
      expireIn: `${order.expirySeconds}`,
      ...(order.amountMsat === null ? {} : { amountMsat: `${order.amountMsat}` }),
      ...(order.preimage === undefined ? {} : { paymentPreimage: order.preimage }),
    });
    const { paymentHash, serialized } = fields(json);
    if (!isHex32(paymentHash) || typeof serialized !== 'string')
      throw this.#api.refused('malformed', call, 'an answer without hash and invoice');
    return { hash: paymentHash as PaymentHash, text: serialized };
  }

  async find(hash: PaymentHash): Promise<PayeeInvoice | null> {
    const call = 'getreceivedinfo';
    const found = await this.#api.find(call, { paymentHash: hash });
    if (found === null) return null;
    const { invoice, paymentPreimage, status } = fields(found.json);
    const { type, amount } = fields(status);
    const state = typeof type === 'string' && Object.hasOwn(STATES, type) ? STATES[type] : undefined;
    const receivedMsat = state === 'paid' ? msatOf(amount) : ZERO_MSAT;
    if (state === undefined || receivedMsat === null || fields(invoice).paymentHash !== hash)
      throw this.#api.refused('malformed', call, 'an answer without its fields, or of another invoice');
    const preimage = isHex32(paymentPreimage) ? (paymentPreimage as Preimage) : '';
    return { hash, state, receivedMsat: receivedMsat as Msat, preimage };
  }

  /** Eclair says "deleted" of what it never knew as well, so it is asked before. */
  async cancel(hash: PaymentHash): Promise<void> {
    const call = 'deleteinvoice';
    const invoice = await this.find(hash);
    if (invoice === null) throw this.#api.refused('answered_error', call, 'no such invoice');
    if (invoice.state === 'paid') throw this.#api.refused('answered_error', call, 'the invoice is paid');
    await this.#api.ask(call, { paymentHash: hash });
  }
}
