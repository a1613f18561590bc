import type { EmulatedDesk } from '../desk.ts';
import type { LndCall } from './call.ts';
import type { DaemonEvents } from './events.ts';
import type { KnownNodes } from './known-nodes.ts';
import type { PaymentBook } from './payment-book.ts';
import type { LndVersion } from './version.ts';

/** What the methods of one daemon share. */
export interface LndHost {
  readonly desk: EmulatedDesk;
  readonly version: LndVersion;
  readonly events: DaemonEvents;
  readonly payments: PaymentBook;
  readonly nodes: KnownNodes;
  /** The words with which every call but those of `State` is refused while the daemon starts; null: it has started. */
  starting(): string | null;
}

/**
 * Reads one call and answers it, now or later.
 * @throws Refusal
 */
export type Method = (call: LndCall, host: LndHost) => void;
