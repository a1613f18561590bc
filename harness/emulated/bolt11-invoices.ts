import { bolt11Decoder } from '#orchestrator/adapters/bolt11';
import type { InvoiceDecoder } from '#orchestrator/ports/invoice';
import type { Network } from '#topologies/network';
import { bech32 } from '../emulators/bech32.ts';
import type { EmulatedDesk } from '../emulators/desk.ts';
import type { Desks } from '../emulators/desks.ts';
import { NodeKeys } from '../emulators/node-keys.ts';
import type { InvoiceTexts, SimInvoice } from '../sim/invoice-text.ts';

export interface Bolt11InvoiceParts {
  readonly network: Network;
  /** They exist once the trial does. */
  readonly desks: () => Desks;
  readonly baseUnixMs: number;
}

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const CHECKSUM_LETTERS = 6;

/** Signed invoices of regtest: what payees of the emulated environment write, and what the orchestrator is sent. */
export function bolt11Invoices(parts: Bolt11InvoiceParts): InvoiceTexts {
  const { network, baseUnixMs, desks } = parts;
  const write = (invoice: SimInvoice) => {
    const { payee, hash, amountMsat, expiresAtMs } = invoice;
    return desks().register({ payee, hash, amountMsat, expiresAtMs, preimage: '' }).invoice.text;
  };
  return {
    write,
    writeElsewhere: (invoice) => ofSignet(write(invoice)),
    read: (text) => read(desks().of(0), text, baseUnixMs),
    decode: decoder(network, baseUnixMs),
  };
}

function read(desk: EmulatedDesk, text: string, baseUnixMs: number): SimInvoice | null {
  try {
    const { payee, hash, amountMsat, createdAtMs, expirySeconds, network } = desk.decode(text);
    const expiresAtMs = createdAtMs + expirySeconds * 1000 - baseUnixMs;
    return network === 'bcrt' ? { payee, hash, amountMsat: amountMsat ?? 0, expiresAtMs } : null;
  } catch {
    return null;
  }
}

/** As in production; payees by name instead of key, times in the kernel's. */
function decoder(network: Network, baseUnixMs: number): InvoiceDecoder {
  const keys = keysOf(network);
  const decode = bolt11Decoder('regtest');
  return (text) => {
    const decoded = decode(text);
    if ('error' in decoded) return decoded;
    const payee = network.nodes[keys.ordinalOf(decoded.payee)];
    if (payee === undefined) return { error: 'its payee is not in this network' };
    return { ...decoded, payee: payee.name, expiresAtMs: decoded.expiresAtMs - baseUnixMs };
  };
}

const KEYS = new WeakMap<Network, NodeKeys>();

/** Trials of one run share their network: its keys are made once. */
function keysOf(network: Network): NodeKeys {
  let keys = KEYS.get(network);
  if (keys === undefined) {
    keys = new NodeKeys(
      network.name,
      network.nodes.map(({ name }) => name),
    );
    KEYS.set(network, keys);
  }
  return keys;
}

/** The same words under the prefix of another network, with a checksum that is right. */
function ofSignet(text: string): string {
  const end = text.lastIndexOf('1');
  const words = [...text.slice(end + 1, -CHECKSUM_LETTERS)].map((letter) => CHARSET.indexOf(letter));
  return bech32(text.slice(0, end).replace(/^lnbcrt/, 'lntbs'), words);
}
