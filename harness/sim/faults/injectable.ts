import { FAULT_KINDS, type FaultKind } from '#chaos/registry';
import { CallFaults } from './call-faults.ts';
import { CallbackFaults } from './callback-faults.ts';
import { ChainFaults } from './chain-faults.ts';
import { ChannelFaults } from './channel-faults.ts';
import { ConnectionFaults } from './connection-faults.ts';
import { ControlFaults } from './control-faults.ts';
import { Forgeries } from './forgeries.ts';
import { HtlcFaults } from './htlc-faults.ts';
import { HumanFaults } from './human-faults.ts';
import { LightningFaults } from './lightning-faults.ts';
import { LoadFaults } from './load-faults.ts';
import { NodeFaults } from './node-faults.ts';
import { ProcessFaults } from './process-faults.ts';
import { StoreFaults } from './store-faults.ts';

const APPLIERS = [
  CallFaults,
  ConnectionFaults,
  CallbackFaults,
  Forgeries,
  LightningFaults,
  ChannelFaults,
  HtlcFaults,
  ChainFaults,
  NodeFaults,
  StoreFaults,
  ProcessFaults,
  ControlFaults,
  HumanFaults,
  LoadFaults,
] as const;

/** What the simulation can inject: the kinds that an applier takes. Declared to the manifest, not assumed by it. */
export const SIM_INJECTS: ReadonlySet<FaultKind> = new Set(
  FAULT_KINDS.filter((kind) => APPLIERS.some((applier) => applier.handles(kind))),
);
