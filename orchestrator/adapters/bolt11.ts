import { type ParsedRequest, parsePaymentRequest } from 'invoices';
import type { PaymentHash } from '../domain/ids.ts';
import { msat } from '../domain/money.ts';
import type { InvoiceDecoder } from '../ports/invoice.ts';

/** What a BOLT 11 text says, its checksum and signature checked. */
export interface Bolt11 {
  /** Prefix after `ln`: `bcrt`, `bc`, `tb`, `tbs`, `sb`. */
  readonly network: string;
  readonly hash: string;
  /** 66 hex digits: named in the invoice, else recovered from the signature. */
  readonly payee: string;
  /** null: the payer chooses. */
  readonly amountMsat: bigint | null;
  /** '' where only its hash is given. */
  readonly description: string;
  /** Unix ms; whole seconds. */
  readonly createdAtMs: number;
  readonly expirySeconds: number;
  readonly paymentSecret: string;
  readonly minFinalCltvBlocks: number;
}

/** As daemons name their network, with the prefix of its invoices. */
const PREFIXES: Readonly<Record<string, string>> = {
  bitcoin: 'bc',
  mainnet: 'bc',
  testnet: 'tb',
  signet: 'tbs',
  regtest: 'bcrt',
  simnet: 'sb',
};

/** Reads an invoice of any network. A text that is none, or that no node could pay, is an answer (why), not an exception. */
export function readBolt11(text: string): Bolt11 | { readonly error: string } {
  let parsed: ParsedRequest;
  try {
    parsed = parsePaymentRequest({ request: text });
  } catch (thrown) {
    return { error: `not a BOLT 11 invoice: ${inWords(thrown)}` };
  }
  const { id, payment, features } = parsed;
  if (id === undefined) return { error: 'the invoice has no payment hash' };
  if (payment === undefined) return { error: 'the invoice has no payment secret' };
  const alien = features.find(({ is_required, type }) => is_required && type === undefined);
  if (alien !== undefined)
    return { error: `the invoice demands feature ${alien.bit}, which is not known here` };
  const createdAtMs = Date.parse(parsed.created_at);
  return {
    network: PREFIXES[parsed.network] ?? parsed.network,
    hash: id,
    payee: parsed.destination,
    amountMsat: parsed.mtokens === '0' ? null : BigInt(parsed.mtokens),
    description: parsed.description ?? '',
    createdAtMs,
    expirySeconds: (Date.parse(parsed.expires_at) - createdAtMs) / 1000,
    paymentSecret: payment,
    minFinalCltvBlocks: parsed.cltv_delta,
  };
}

/** @param network as the daemon names it: `bitcoin`, `testnet`, `signet`, `regtest` */
export function bolt11Decoder(network: string): InvoiceDecoder {
  const prefix = PREFIXES[network];
  if (prefix === undefined) throw new RangeError(`no invoices are known of a network named ${network}`);
  return (text) => {
    const invoice = readBolt11(text);
    if ('error' in invoice) return invoice;
    if (invoice.network !== prefix)
      return { error: `an invoice of another network: ln${invoice.network}…, expected ln${prefix}…` };
    return {
      hash: invoice.hash as PaymentHash,
      payee: invoice.payee,
      amountMsat: invoice.amountMsat === null ? null : msat(invoice.amountMsat),
      expiresAtMs: invoice.createdAtMs + invoice.expirySeconds * 1000,
    };
  };
}

/** The library names its errors in one word (`InvalidPaymentRequestPrefix`); its bech32 reader in a sentence that repeats the text. */
function inWords(thrown: unknown): string {
  const why = thrown instanceof Error ? thrown.message : '';
  if (/checksum/i.test(why)) return 'its checksum is wrong';
  if (/^[A-Z]\w+$/.test(why)) return why.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return 'it cannot be read';
}
