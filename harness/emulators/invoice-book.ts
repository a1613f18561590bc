import { hash as digest } from 'node:crypto';
import { readBolt11 } from '#orchestrator/adapters/bolt11';
import { type InvoiceOrder, MIN_FINAL_CLTV_BLOCKS } from '../sim/payee.ts';
import type { SimWorld } from '../sim/world.ts';
import { bolt11 } from './bolt11.ts';
import type { DecodedBolt11, EmulatedInvoice } from './desk.ts';
import type { NodeKeys } from './node-keys.ts';

/** One invoice of the network, as its payee wrote it down. */
interface Written {
  readonly invoice: DecodedBolt11;
  readonly hold: boolean;
  readonly label: string;
  readonly addIndex: number;
  /** '': the payee does not know it yet. */
  preimage: string;
  settleIndex: number;
  settledAtMs: number;
}

interface PayeeBook {
  readonly inOrder: Written[];
  readonly labels: Set<string>;
  settled: number;
}

export interface InvoiceBookParts {
  readonly world: SimWorld;
  readonly keys: NodeKeys;
  readonly baseUnixMs: number;
}

/**
 * The texts of all invoices of the network. What was made here is answered from a map: checking a signature takes longer
 * than everything else about a payment together.
 */
export class InvoiceBook {
  readonly #at: InvoiceBookParts;
  readonly #byHash = new Map<string, Written>();
  readonly #byText = new Map<string, DecodedBolt11>();
  /** Invoices that were made elsewhere and that somebody here pays. */
  readonly #foreign = new Map<string, DecodedBolt11>();
  readonly #payees = new Map<number, PayeeBook>();

  constructor(parts: InvoiceBookParts) {
    this.#at = parts;
  }

  /**
   * Writes the text of an invoice. `createdAtMs` is unix ms; a BOLT 11 text knows whole seconds only, so the text expires up
   * to a second before the order does. What expires at once was made a second ago: a text that lives for no time at all is
   * read by many, `invoices` among them, as one that lives for the default hour.
   * @throws RangeError when the label is taken
   */
  write(order: InvoiceOrder, createdAtMs: number, description: string, label: string): DecodedBolt11 {
    const { keys, baseUnixMs } = this.#at;
    const book = this.#book(order.payee);
    if (label !== '' && book.labels.has(label)) throw new RangeError(`label ${label} is taken`);
    const { secret, pubkey } = keys.of(order.payee);
    const { hash } = order;
    const expiresS = Math.floor((baseUnixMs + order.expiresAtMs) / 1000);
    const createdS = Math.min(Math.floor(createdAtMs / 1000), expiresS - 1);
    const draft = {
      hash,
      amountMsat: order.amountMsat === 0 ? null : order.amountMsat,
      description,
      createdAtMs: createdS * 1000,
      expirySeconds: expiresS - createdS,
      paymentSecret: digest('sha256', `payment secret ${pubkey} ${hash}`, 'hex'),
      minFinalCltvBlocks: MIN_FINAL_CLTV_BLOCKS,
    };
    const text = bolt11({ ...draft, secret });
    const invoice = { ...draft, text, payeePubkey: pubkey, payee: order.payee, network: 'bcrt' };
    const written: Written = {
      invoice,
      hold: order.hold !== undefined,
      label,
      addIndex: book.inOrder.length + 1,
      preimage: order.preimage,
      settleIndex: 0,
      settledAtMs: 0,
    };
    book.inOrder.push(written);
    if (label !== '') book.labels.add(label);
    this.#byHash.set(hash, written);
    this.#byText.set(text, invoice);
    return invoice;
  }

  isLabelTaken(payee: number, label: string): boolean {
    return this.#payees.get(payee)?.labels.has(label) === true;
  }

  /** Reads any text. @throws Error with a reason for people */
  decode(text: string): DecodedBolt11 {
    const lower = text.toLowerCase();
    const known = this.#byText.get(lower);
    if (known !== undefined) return known;
    const read = readBolt11(text);
    if ('error' in read) throw new Error(read.error);
    const amountMsat = read.amountMsat === null ? null : Number(read.amountMsat);
    if (amountMsat !== null && !Number.isSafeInteger(amountMsat))
      throw new Error('an amount beyond all bitcoin');
    const { payee: payeePubkey, ...rest } = read;
    return { ...rest, text: lower, payeePubkey, payee: this.#at.keys.ordinalOf(payeePubkey), amountMsat };
  }

  /** Somebody pays it: its text is known from now on, whoever made it. */
  remember(invoice: DecodedBolt11): void {
    if (!this.#byHash.has(invoice.hash)) this.#foreign.set(invoice.hash, invoice);
  }

  known(hash: string): DecodedBolt11 | null {
    return this.#byHash.get(hash)?.invoice ?? this.#foreign.get(hash) ?? null;
  }

  paid(hash: string, preimage: string, atMs: number): void {
    const written = this.#byHash.get(hash);
    if (written === undefined || written.settleIndex > 0) return;
    written.preimage = preimage;
    written.settleIndex = ++this.#book(written.invoice.payee).settled;
    written.settledAtMs = atMs;
  }

  /** undefined: this payee has no invoice of the hash. */
  of(payee: number, hash: string): EmulatedInvoice | undefined {
    const written = this.#byHash.get(hash);
    return written?.invoice.payee === payee ? this.#view(written) : undefined;
  }

  all(payee: number): EmulatedInvoice[] {
    return this.#book(payee).inOrder.flatMap((written) => this.#view(written) ?? []);
  }

  /** undefined: the payee has forgotten it (long trials). */
  #view(written: Written): EmulatedInvoice | undefined {
    const { world } = this.#at;
    const { invoice, hold, label, addIndex, settleIndex, settledAtMs } = written;
    const state = world.invoiceState(invoice.hash);
    if (state === undefined) return undefined;
    return {
      invoice,
      state,
      receivedMsat: state === 'paid' || state === 'held' ? world.receivedMsat(invoice.hash) : 0,
      preimage: hold && state !== 'paid' ? '' : written.preimage,
      hold,
      addIndex,
      settleIndex,
      settledAtMs,
      label,
    };
  }

  #book(payee: number): PayeeBook {
    const known = this.#payees.get(payee);
    if (known !== undefined) return known;
    const fresh: PayeeBook = { inOrder: [], labels: new Set(), settled: 0 };
    this.#payees.set(payee, fresh);
    return fresh;
  }
}
