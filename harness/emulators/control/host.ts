import type { RunningNetwork } from '../start-network.ts';

/** What the routes act on. */
export interface ControlHost {
  readonly running: RunningNetwork;
  /** Drawn at every start, so that nobody takes another network for this one. */
  readonly run: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Of hold invoices that were made here, by hash: their payee does not know them. */
  readonly heldPreimages: Map<string, string>;
  /** A short line for whoever watches the network. */
  readonly says: (line: string) => void;
  /** The whole network ends soon. */
  readonly stop: () => void;
  /** The OpenAPI document of these routes. */
  readonly document: () => object;
}
