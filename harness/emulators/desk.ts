import type { Random } from '#chaos/random';
import type { InvoiceState } from '../sim/payee.ts';
import type { LookupSaid, PaySaid } from '../sim/personality/said.ts';
import type { ApiCall } from './api-call.ts';
import type { ApiStrike } from './strike.ts';

/** BOLT 11, decoded and checked. Amounts are msat. */
export interface DecodedBolt11 {
  readonly text: string;
  readonly hash: string;
  /** 66 hex digits. */
  readonly payeePubkey: string;
  /** Ordinal in the network; -1: no node of this network. */
  readonly payee: number;
  /** null: the payer chooses. */
  readonly amountMsat: number | null;
  readonly description: string;
  /** Unix ms. */
  readonly createdAtMs: number;
  readonly expirySeconds: number;
  readonly paymentSecret: string;
  readonly minFinalCltvBlocks: number;
  /** BOLT 11 prefix without `ln`: `bcrt`, `bc`, `tb`. */
  readonly network: string;
}

export interface EmulatedPay {
  readonly invoice: DecodedBolt11;
  readonly amountMsat: number;
  readonly feeLimitMsat: number;
  readonly windowMs: number;
  readonly partsMax: number;
  readonly cltvLimitBlocks: number;
  /** Whoever asked has hung up before the daemon read the call (it hung). */
  readonly gone: boolean;
}

/** An invoice of this node. */
export interface EmulatedInvoice {
  readonly invoice: DecodedBolt11;
  readonly state: InvoiceState;
  readonly receivedMsat: number;
  /** '' for a hold invoice that is not settled. */
  readonly preimage: string;
  readonly hold: boolean;
  /** 1, 2, 3 … in the order of creation. */
  readonly addIndex: number;
  /** 1, 2, 3 … in the order of payment; 0: not paid. */
  readonly settleIndex: number;
  /** Unix ms; 0: not paid. */
  readonly settledAtMs: number;
  /** CLN's unique name of the invoice; '' where none was given. */
  readonly label: string;
}

export interface InvoiceWish {
  readonly amountMsat: number | null;
  readonly description: string;
  readonly expirySeconds: number;
  readonly preimage?: string;
  /** A hold invoice. */
  readonly holdHash?: string;
  readonly label?: string;
}

/** One payment in the books of this node: what a list of payments shows. */
export interface EmulatedRecord {
  readonly hash: string;
  readonly state: 'settled' | 'failed' | 'in_flight';
  readonly amountMsat: number;
  readonly feeMsat: number;
  /** '' unless settled. */
  readonly preimage: string;
  /** Unix ms of the first and of the last change that the books show. */
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  /** null: the invoice was not made here and is not known. */
  readonly invoice: DecodedBolt11 | null;
  readonly payee: number;
}

export interface EmulatedChannel {
  readonly id: string;
  /** BOLT 7 short channel id, as blocks, transactions, outputs. */
  readonly shortId: { readonly block: number; readonly tx: number; readonly output: number };
  readonly fundingTxid: string;
  readonly peer: number;
  readonly peerPubkey: string;
  readonly peerAlive: boolean;
  readonly active: boolean;
  readonly capacityMsat: number;
  readonly localMsat: number;
  readonly remoteMsat: number;
  readonly reserveMsat: number;
  readonly htlcSlots: number;
  /** HTLCs that are out on it. */
  readonly htlcs: readonly {
    readonly outgoing: boolean;
    readonly hash: string;
    readonly amountMsat: number;
    readonly expiryHeight: number;
  }[];
}

export interface DeskListener {
  /** What the daemon tells on its event stream; also replayed, doubled or wrong when a fault is on. */
  told(hash: string, claims: 'settled' | 'failed' | 'in_flight', preimage: string): void;
  invoiceChanged(invoice: EmulatedInvoice): void;
  /** The daemon's record of this hash is another now. */
  recordChanged(hash: string): void;
  block(height: number): void;
  /** `down`: the server closes its listener and destroys all sockets. `hung`: it reads and writes nothing. */
  moved(state: 'up' | 'down' | 'hung'): void;
  /**
   * A fault breaks all event streams and nothing else: the server ends them as if the connection were gone. Who opens one
   * again is told what follows; events that were missed meanwhile are not told again.
   */
  streamsBroken?(): void;
  /** A fault cuts all connections: the server destroys its sockets and goes on listening; the daemon notices nothing. */
  connectionsCut?(): void;
}

/**
 * Where an emulated daemon sits: everything that it may know and do, as the node that it is. The daemon's state machine is
 * the simulation's personality; a server only turns its native words into messages and back.
 */
export interface EmulatedDesk {
  readonly node: number;
  readonly name: string;
  readonly alias: string;
  /** 66 hex digits. */
  readonly pubkey: string;
  readonly state: 'up' | 'down' | 'hung';
  /** Changes at every start; Eclair shows it as a UUID made from it. */
  readonly epoch: string;
  /** Unix ms of the network's clock. */
  readonly nowMs: number;
  readonly height: number;
  /** 64 hex digits, the same for the same height. */
  readonly blockHash: string;
  readonly random: Random;

  /**
   * A call is at the door. `read` runs with what becomes of it, in the order of arrival, as soon as the daemon reads: at
   * once when it is up, when it resumes if it hangs; never when it dies before. The server checks credentials itself.
   * A delay of the strike is waited out here, in virtual time: `read` always gets `delayMs` 0.
   */
  arrives(call: ApiCall, read: (strike: ApiStrike) => void): void;

  /** `answered` comes at once, later, or never. */
  pay(pay: EmulatedPay, answered: (said: PaySaid) => void): void;
  look(hash: string): LookupSaid;
  /** In the order in which they came. */
  records(): readonly EmulatedRecord[];
  /** One of them, without a walk through all. */
  record(hash: string): EmulatedRecord | undefined;

  /** @throws RangeError when the hash is taken, or the label. */
  createInvoice(wish: InvoiceWish): EmulatedInvoice;
  invoice(hash: string): EmulatedInvoice | undefined;
  /** In the order of creation. */
  invoices(): readonly EmulatedInvoice[];
  /** False: nothing is held for it. */
  settleHold(hash: string, preimage: string): boolean;
  cancelInvoice(hash: string): boolean;

  /** @throws Error with a reason for people. */
  decode(text: string): DecodedBolt11;
  channels(): readonly EmulatedChannel[];
  peers(): readonly { readonly node: number; readonly pubkey: string; readonly alive: boolean }[];
  /** The cheapest route that this node would try now, hop by hop from its own channel; null: none. */
  route(
    payee: number,
    amountMsat: number,
    feeLimitMsat: number,
  ): {
    readonly feeMsat: number;
    readonly hops: readonly {
      /** The node that this hop reaches. */
      readonly pubkey: string;
      readonly shortId: EmulatedChannel['shortId'];
      /** The HTLC on this channel; what that node keeps of it (0 for the payee); its time lock. */
      readonly amountMsat: number;
      readonly feeMsat: number;
      readonly expiryHeight: number;
    }[];
  } | null;

  /** In virtual time; dropped when the daemon dies. */
  later(ms: number, act: () => void): void;
  listen(listener: DeskListener): () => void;
}
