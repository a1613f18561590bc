import type { NodeName } from '../../domain/ids.ts';
import type { Msat } from '../../domain/money.ts';
import { NodeRefused } from '../../ports/lightning-node.ts';
import type { NodeHealth } from '../../ports/node.ts';
import type { Timers } from '../../ports/timers.ts';
import { RESEND_SAFE } from '../capabilities.ts';
import { fields, msatOf } from './answers.ts';
import type { EclairApi } from './api.ts';
import type { InfoWatch } from './info-watch.ts';

/** `usablebalances`: channels that are NORMAL and connected, reserves and fees taken off. */
export async function healthOf(parts: {
  readonly api: EclairApi;
  readonly watch: InfoWatch;
  readonly timers: Timers;
  readonly name: NodeName;
}): Promise<NodeHealth> {
  const { api, watch, timers, name: node } = parts;
  const [info, balances] = await Promise.all([
    watch.fresh(),
    api.ask('usablebalances').catch((refused: NodeRefused) => refused),
  ]);
  const sendable = balances instanceof NodeRefused ? null : sendableOf(balances);
  const reachable = 'instanceId' in info && sendable !== null;
  return {
    node,
    reachable,
    epoch: reachable ? info.instanceId : '',
    spendableMsat: (sendable?.sumMsat ?? 0n) as Msat,
    largestChannelMsat: (sendable?.largestMsat ?? 0n) as Msat,
    asOfMs: timers.nowMs(),
    resendSafe: RESEND_SAFE.eclair,
  };
}

function sendableOf(balances: unknown): { sumMsat: bigint; largestMsat: bigint } | null {
  if (!Array.isArray(balances)) return null;
  let sumMsat = 0n;
  let largestMsat = 0n;
  for (const channel of balances) {
    const canSendMsat = msatOf(fields(channel).canSend);
    if (canSendMsat === null) return null;
    sumMsat += canSendMsat;
    if (canSendMsat > largestMsat) largestMsat = canSendMsat;
  }
  return { sumMsat, largestMsat };
}
