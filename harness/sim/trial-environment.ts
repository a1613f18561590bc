import type { DaemonEpoch } from '#orchestrator/domain/ids';
import type { InvoiceTexts } from './invoice-text.ts';
import type { NodeWire, WireParts } from './node-wire.ts';
import type { WorldObserver } from './observer.ts';

/** What nodes tell whoever stands in for their daemons. */
export type NodeObserver = Pick<
  WorldObserver,
  'invoicePaid' | 'invoiceMoved' | 'nodeMoved' | 'blockMined' | 'blockDisconnected'
>;

/** What a trial is given when its nodes are not reached as the simulation reaches them; all else is the same. */
export interface TrialEnvironment {
  readonly invoices: InvoiceTexts;
  /** Asked once, before anything else but `invoices`. */
  wire(parts: WireParts): NodeWire;
  readonly nodes: NodeObserver;
  /** What the node calls its present run. */
  epochOf(node: number): DaemonEpoch;
}
