import type { PaymentHash, Preimage } from '../../domain/ids.ts';
import { MSAT_MAX, type Msat } from '../../domain/money.ts';
import type { CreatedInvoice, InvoiceOrder, PayeeInvoice } from '../../ports/lightning-node.ts';
import { hex32Of, msatOf, msatParam, objectOf, objectsOf, textOf } from './fields.ts';
import type { Rpc } from './rpc.ts';

const COMMANDS = ['holdinvoice', 'settleholdinvoice', 'cancelholdinvoice', 'listholdinvoices'];
const STATES = new Map<string, PayeeInvoice['state']>([
  ['unpaid', 'open'],
  ['accepted', 'held'],
  ['paid', 'paid'],
  ['cancelled', 'canceled'],
]);

/**
 * Hold invoices by the plugin `hold` of Boltz, where it runs: the daemon itself has none (adapters.md §4.2). Fields as the
 * plugin's commands have them (BoltzExchange/hold, `src/commands`); what it does not know of `description` and `expiry` it ignores.
 */
export class HoldInvoices {
  readonly #rpc: Rpc;
  #available: boolean | null = null;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  /** False also while it is not known yet. */
  get isAvailable(): boolean {
    return this.#available ?? false;
  }

  /** Whether the daemon has the plugin's commands now. @throws NodeRefused when it does not answer */
  async detect(): Promise<boolean> {
    const has = await Promise.all(COMMANDS.map((command) => this.#has(command)));
    this.#available = !has.includes(false);
    return this.#available;
  }

  /** @throws NodeRefused */
  async create(order: InvoiceOrder, hash: PaymentHash): Promise<CreatedInvoice> {
    await this.#need('holdinvoice');
    if (order.amountMsat === null)
      throw this.#rpc.refused('not_supported', 'holdinvoice', 'a hold invoice needs an amount');
    const made = objectOf(
      await this.#rpc.ask('holdinvoice', {
        payment_hash: hash,
        amount: msatParam(order.amountMsat),
        description: order.description,
        expiry: order.expirySeconds,
      }),
    );
    const text = made && textOf(made, 'bolt11');
    if (!text) throw this.#rpc.unread('holdinvoice');
    const decoded = objectOf(await this.#rpc.ask('decode', { string: text }));
    if (decoded?.valid !== true || decoded.payment_hash !== hash) throw this.#rpc.unread('holdinvoice');
    return { hash, text };
  }

  /** @throws NodeRefused */
  async find(hash: PaymentHash): Promise<PayeeInvoice | null> {
    if (!(await this.#known())) return null;
    const found = objectsOf(await this.#rpc.ask('listholdinvoices', { payment_hash: hash }), 'holdinvoices');
    if (found === null) throw this.#rpc.unread('listholdinvoices');
    const [invoice] = found;
    if (invoice === undefined) return null;
    const state = STATES.get(textOf(invoice, 'state') ?? '');
    const htlcs = objectsOf(invoice, 'htlcs');
    if (state === undefined || htlcs === null || invoice.payment_hash !== hash)
      throw this.#rpc.unread('listholdinvoices');
    let receivedMsat = 0n;
    for (const htlc of htlcs)
      if (state === 'paid' && htlc.state === 'paid') receivedMsat += msatOf(htlc, 'msat') ?? 0n;
    if (receivedMsat > MSAT_MAX) throw this.#rpc.unread('listholdinvoices');
    const preimage = state === 'paid' ? (hex32Of(invoice, 'preimage') ?? '') : '';
    return { hash, state, receivedMsat: receivedMsat as Msat, preimage: preimage as Preimage | '' };
  }

  /** @throws NodeRefused */
  async settle(preimage: Preimage): Promise<void> {
    await this.#need('settleholdinvoice');
    await this.#rpc.ask('settleholdinvoice', { preimage }, [preimage]);
  }

  /** @throws NodeRefused */
  async cancel(hash: PaymentHash): Promise<void> {
    if (!(await this.#known()))
      throw this.#rpc.refused('answered_error', 'delinvoice', 'the node knows no invoice of this hash');
    await this.#rpc.ask('cancelholdinvoice', { payment_hash: hash });
  }

  async #known(): Promise<boolean> {
    return this.#available ?? this.detect();
  }

  async #need(command: string): Promise<void> {
    if (!(await this.#known()))
      throw this.#rpc.refused(
        'not_supported',
        command,
        'Core Lightning has hold invoices only with the plugin "hold"',
      );
  }

  /** `help` of one command: an error where there is no such command. */
  async #has(command: string): Promise<boolean> {
    const deadline = this.#rpc.callDeadline();
    try {
      const heard = await this.#rpc.hear('query', 'help', { command }, deadline);
      if (heard.kind === 'error' && heard.code !== null) return false;
      const entries = heard.kind === 'result' ? objectsOf(heard.value, 'help') : null;
      if (entries === null) throw this.#rpc.refusedBy('help', heard);
      return entries.some((entry) => textOf(entry, 'command')?.split(' ')[0] === command);
    } finally {
      deadline.cancel();
    }
  }
}
