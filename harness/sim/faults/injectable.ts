import { FAULT_KINDS, type FaultKind } from '#chaos/registry';
import { CallFaults } from './call-faults.ts';
import { CallbackFaults } from './callback-faults.ts';
import { Forgeries } from './forgeries.ts';
import { LightningFaults } from './lightning-faults.ts';
import { NodeFaults } from './node-faults.ts';
import { StoreFaults } from './store-faults.ts';

const APPLIERS = [CallFaults, CallbackFaults, NodeFaults, LightningFaults, StoreFaults, Forgeries] as const;

/** What the simulation can inject: the kinds that an applier takes. Declared to the manifest, not assumed by it. */
export const SIM_INJECTS: ReadonlySet<FaultKind> = new Set(
  FAULT_KINDS.filter((kind) => APPLIERS.some((applier) => applier.handles(kind))),
);
