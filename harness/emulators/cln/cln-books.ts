import type { DecodedBolt11, EmulatedDesk } from '../desk.ts';
import type { InvoiceBook } from './invoice-book.ts';
import type { Runes } from './runes.ts';
import type { SendpayRows } from './sendpay-rows.ts';
import type { WaitIndexes } from './wait-indexes.ts';
import type { WaitingCalls } from './waiting-calls.ts';

export interface ClnNodeOptions {
  readonly desk: EmulatedDesk;
  /** As `getinfo` says it. */
  readonly version: string;
  /** `<lightning-dir>/regtest` */
  readonly networkFolder: string;
  /** 32 bytes, of which runes are derived. */
  readonly hsmSecret: Uint8Array;
  /** Boltz' plugin `hold`: Core Lightning itself has no hold invoices (adapters.md §4.2). */
  readonly holdPlugin: boolean;
}

/** What the commands of Core Lightning work on: its tables, and who waits for a change of them. */
export interface ClnBooks {
  readonly desk: EmulatedDesk;
  readonly options: ClnNodeOptions;
  /** Of all commands, by name. */
  readonly methods: ReadonlyMap<string, { readonly name: string; readonly usage: string }>;
  readonly indexes: WaitIndexes;
  readonly waiting: WaitingCalls;
  readonly rows: SendpayRows;
  readonly invoices: InvoiceBook;
  readonly runes: Runes;
  /** By public key, as far as invoices named them. */
  readonly payees: ReadonlyMap<string, number>;
  /** @throws Error with a reason for people */
  decode(text: string): DecodedBolt11;
}
