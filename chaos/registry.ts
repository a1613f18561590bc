import { z } from 'zod';
import { apiError } from './faults/api-error.ts';
import { chainBlockBurst } from './faults/chain-block-burst.ts';
import { evtDelay } from './faults/evt-delay.ts';
import { evtDrop } from './faults/evt-drop.ts';
import { evtDuplicate } from './faults/evt-duplicate.ts';
import { evtForged } from './faults/evt-forged.ts';
import { evtReorder } from './faults/evt-reorder.ts';
import { evtStaleReplay } from './faults/evt-stale-replay.ts';
import { lnChannelDisabled } from './faults/ln-channel-disabled.ts';
import { lnFeeOrCltvBump } from './faults/ln-fee-or-cltv-bump.ts';
import { lnLiquidityDrain } from './faults/ln-liquidity-drain.ts';
import { lnPayeeHold } from './faults/ln-payee-hold.ts';
import { lnPayeeOffline } from './faults/ln-payee-offline.ts';
import { netLatency } from './faults/net-latency.ts';
import { netRequestLost } from './faults/net-request-lost.ts';
import { netReset } from './faults/net-reset.ts';
import { netResponseLost } from './faults/net-response-lost.ts';
import { nodeCrash } from './faults/node-crash.ts';
import { nodeFlap } from './faults/node-flap.ts';
import { nodeHang } from './faults/node-hang.ts';
import { nodeStopGraceful } from './faults/node-stop-graceful.ts';
import { orchCrashAt } from './faults/orch-crash-at.ts';
import { storeCommitUnknown } from './faults/store-commit-unknown.ts';
import { storePartialCommit } from './faults/store-partial-commit.ts';
import { storeSlow } from './faults/store-slow.ts';

/** The fault vocabulary, mild to severe within each group: shrinking replaces a fault by an earlier one. */
export const FAULTS = [
  netLatency,
  netRequestLost,
  netResponseLost,
  netReset,
  apiError,
  evtDelay,
  evtDuplicate,
  evtReorder,
  evtDrop,
  evtStaleReplay,
  evtForged,
  lnFeeOrCltvBump,
  lnLiquidityDrain,
  lnChannelDisabled,
  lnPayeeOffline,
  lnPayeeHold,
  chainBlockBurst,
  nodeStopGraceful,
  nodeHang,
  nodeCrash,
  nodeFlap,
  storeSlow,
  storeCommitUnknown,
  storePartialCommit,
  orchCrashAt,
] as const;

type Definitions = typeof FAULTS;
type SchemasOf<T extends readonly { readonly schema: z.ZodObject }[]> = {
  -readonly [I in keyof T]: T[I]['schema'];
};

/** One schema a kind, told apart by `kind`; unknown kinds and unknown parameters are refused. */
export const faultSchema = z.discriminatedUnion(
  'kind',
  // `map` forgets that a tuple stays a tuple.
  FAULTS.map((fault) => fault.schema) as unknown as SchemasOf<Definitions>,
);

/** One fault as plain data: what, when, where, how strong. `switch` on `kind` narrows its parameters. */
export type TimedFault = z.infer<typeof faultSchema>;
export type FaultKind = TimedFault['kind'];
export type FaultOf<Kind extends FaultKind> = Extract<TimedFault, { kind: Kind }>;

export type FaultDefinitionOfAny = Definitions[number];

const byKind = new Map<string, FaultDefinitionOfAny>(FAULTS.map((fault) => [fault.kind, fault]));

export const FAULT_KINDS: readonly FaultKind[] = FAULTS.map((fault) => fault.kind);

/** @throws RangeError for a kind that is not in the vocabulary. */
export function faultDefinition(kind: FaultKind): FaultDefinitionOfAny {
  const found = byKind.get(kind);
  if (found === undefined) throw new RangeError(`no fault kind ${kind}; there are ${FAULT_KINDS.join(', ')}`);
  return found;
}

/**
 * What an environment can inject: declared, not assumed. A fault outside `supports` is reported as not exercised, and
 * what depends on it is INCONCLUSIVE.
 */
export interface FaultTarget {
  readonly supports: ReadonlySet<FaultKind>;
}
