import type { ActiveFault, FaultOfKind } from './active.ts';

/** Faults of a daemon that leave it running. */
export type Impeding = FaultOfKind<'node.slow' | 'node.locked_or_syncing'>;

/** Where a daemon that is not well is felt: its API, its channels. */
export interface Impediment {
  impede(active: Impeding, node: number): void;
  release(active: ActiveFault): void;
}
