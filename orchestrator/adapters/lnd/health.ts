import { MSAT_MAX, type Msat } from '../../domain/money.ts';
import type { NodeHealth } from '../../ports/node.ts';
import { RESEND_SAFE } from '../capabilities.ts';
import type { LndConnection } from './connection.ts';
import { epochOver } from './epoch.ts';
import type { ListChannelsResponse } from './messages.ts';
import { lndMethods } from './methods.ts';
import { ASK_TIMEOUT_MS } from './refusal.ts';

/** What the active channels can send: balance without the reserve (adapters.md §3.2), in whole satoshis. */
export async function healthOfLnd(at: LndConnection): Promise<NodeHealth> {
  const before = at.host.epoch();
  const said = await at.ask(lndMethods().listChannels, { active_only: true }, ASK_TIMEOUT_MS);
  const reachable = 'answer' in said;
  const sums = reachable ? spendable(said.answer) : NONE;
  return {
    node: at.node,
    reachable,
    epoch: reachable ? epochOver(at.host, before) : '',
    spendableMsat: sums.totalMsat as Msat,
    largestChannelMsat: sums.largestMsat as Msat,
    asOfMs: at.host.timers.nowMs(),
    resendSafe: RESEND_SAFE.lnd,
  };
}

const NONE = { totalMsat: 0n, largestMsat: 0n };

function spendable({ channels }: ListChannelsResponse): typeof NONE {
  let totalMsat = 0n;
  let largestMsat = 0n;
  for (const { active, local_balance, local_constraints } of channels) {
    if (!active) continue;
    const reserveSat = local_constraints === null ? 0n : BigInt(local_constraints.chan_reserve_sat);
    const sendableMsat = (BigInt(local_balance) - reserveSat) * 1000n;
    if (sendableMsat <= 0n || sendableMsat > MSAT_MAX) continue;
    totalMsat += sendableMsat;
    if (sendableMsat > largestMsat) largestMsat = sendableMsat;
  }
  return totalMsat > MSAT_MAX ? NONE : { totalMsat, largestMsat };
}
