import { z } from 'zod';
import { apiAuthExpired } from './faults/api-auth-expired.ts';
import { apiError } from './faults/api-error.ts';
import { apiSchemaDrift } from './faults/api-schema-drift.ts';
import { apiThrottle } from './faults/api-throttle.ts';
import { chainBackendDown } from './faults/chain-backend-down.ts';
import { chainBlockBurst } from './faults/chain-block-burst.ts';
import { chainHeightDisagreement } from './faults/chain-height-disagreement.ts';
import { chainReorg } from './faults/chain-reorg.ts';
import { configHotReloadBad } from './faults/config-hot-reload-bad.ts';
import { evtDelay } from './faults/evt-delay.ts';
import { evtDrop } from './faults/evt-drop.ts';
import { evtDuplicate } from './faults/evt-duplicate.ts';
import { evtForged } from './faults/evt-forged.ts';
import { evtReorder } from './faults/evt-reorder.ts';
import { evtStaleReplay } from './faults/evt-stale-replay.ts';
import { evtStreamResetCursorLoss } from './faults/evt-stream-reset-cursor-loss.ts';
import { humanDoubleApprove } from './faults/human-double-approve.ts';
import { humanLate } from './faults/human-late.ts';
import { humanNoResponse } from './faults/human-no-response.ts';
import { humanRevoke } from './faults/human-revoke.ts';
import { killswitchToggle } from './faults/killswitch-toggle.ts';
import { lnChannelDisabled } from './faults/ln-channel-disabled.ts';
import { lnFailCode } from './faults/ln-fail-code.ts';
import { lnFeeOrCltvBump } from './faults/ln-fee-or-cltv-bump.ts';
import { lnForceClose } from './faults/ln-force-close.ts';
import { lnHtlcStuck } from './faults/ln-htlc-stuck.ts';
import { lnInvoice } from './faults/ln-invoice.ts';
import { lnLiquidityDrain } from './faults/ln-liquidity-drain.ts';
import { lnMaxHtlcs } from './faults/ln-max-htlcs.ts';
import { lnMppPartial } from './faults/ln-mpp-partial.ts';
import { lnPayeeHold } from './faults/ln-payee-hold.ts';
import { lnPayeeOffline } from './faults/ln-payee-offline.ts';
import { lnStaleGraph } from './faults/ln-stale-graph.ts';
import { loadBurst } from './faults/load-burst.ts';
import { loadRetryStorm } from './faults/load-retry-storm.ts';
import { netBandwidth } from './faults/net-bandwidth.ts';
import { netBlackhole } from './faults/net-blackhole.ts';
import { netFlap } from './faults/net-flap.ts';
import { netLatency } from './faults/net-latency.ts';
import { netPartition } from './faults/net-partition.ts';
import { netRequestLost } from './faults/net-request-lost.ts';
import { netReset } from './faults/net-reset.ts';
import { netResponseLost } from './faults/net-response-lost.ts';
import { netTruncate } from './faults/net-truncate.ts';
import { nodeCrash } from './faults/node-crash.ts';
import { nodeFlap } from './faults/node-flap.ts';
import { nodeHang } from './faults/node-hang.ts';
import { nodeLockedOrSyncing } from './faults/node-locked-or-syncing.ts';
import { nodeOom } from './faults/node-oom.ts';
import { nodePermanentLoss } from './faults/node-permanent-loss.ts';
import { nodeSlow } from './faults/node-slow.ts';
import { nodeStateRollback } from './faults/node-state-rollback.ts';
import { nodeStopGraceful } from './faults/node-stop-graceful.ts';
import { orchClockSkew } from './faults/orch-clock-skew.ts';
import { orchCrashAt } from './faults/orch-crash-at.ts';
import { orchDupInstance } from './faults/orch-dup-instance.ts';
import { orchEventLoopStall } from './faults/orch-event-loop-stall.ts';
import { policyContradictoryInputs } from './faults/policy-contradictory-inputs.ts';
import { policyMalformed } from './faults/policy-malformed.ts';
import { policySlow } from './faults/policy-slow.ts';
import { policyUnavailable } from './faults/policy-unavailable.ts';
import { policyVersionFlip } from './faults/policy-version-flip.ts';
import { storeCommitUnknown } from './faults/store-commit-unknown.ts';
import { storeError } from './faults/store-error.ts';
import { storePartialCommit } from './faults/store-partial-commit.ts';
import { storeSlow } from './faults/store-slow.ts';
import { storeStaleRead } from './faults/store-stale-read.ts';

/** The fault vocabulary, mild to severe within each group: shrinking replaces a fault by an earlier one. */
export const FAULTS = [
  loadBurst,
  loadRetryStorm,
  netLatency,
  netBandwidth,
  netRequestLost,
  netResponseLost,
  netTruncate,
  netReset,
  netFlap,
  netBlackhole,
  netPartition,
  apiThrottle,
  apiError,
  apiSchemaDrift,
  apiAuthExpired,
  evtDelay,
  evtDuplicate,
  evtReorder,
  evtDrop,
  evtStreamResetCursorLoss,
  evtStaleReplay,
  evtForged,
  lnInvoice,
  lnFeeOrCltvBump,
  lnStaleGraph,
  lnLiquidityDrain,
  lnMaxHtlcs,
  lnChannelDisabled,
  lnFailCode,
  lnPayeeOffline,
  lnMppPartial,
  lnHtlcStuck,
  lnPayeeHold,
  lnForceClose,
  chainBlockBurst,
  chainReorg,
  chainBackendDown,
  chainHeightDisagreement,
  nodeSlow,
  nodeStopGraceful,
  nodeHang,
  nodeLockedOrSyncing,
  nodeCrash,
  nodeFlap,
  nodeOom,
  nodeStateRollback,
  nodePermanentLoss,
  humanDoubleApprove,
  humanNoResponse,
  humanLate,
  humanRevoke,
  configHotReloadBad,
  killswitchToggle,
  policySlow,
  policyContradictoryInputs,
  policyVersionFlip,
  policyMalformed,
  policyUnavailable,
  storeSlow,
  storeError,
  storeStaleRead,
  storeCommitUnknown,
  storePartialCommit,
  orchClockSkew,
  orchEventLoopStall,
  orchDupInstance,
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
