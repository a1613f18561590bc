import { z } from 'zod';
import { IMPLEMENTATIONS, type Network } from '#topologies/network';
import { HTLC_SLOTS_MAX } from '#topologies/network-limits';

const msat = z.int().min(0);
const ordinal = z.int().min(0);

const policySchema = z.strictObject({
  feeBaseMsat: msat,
  feePpm: z.int().min(0),
  cltvDeltaBlocks: z.int().min(1),
  htlcMinMsat: msat,
  htlcMaxMsat: msat,
  disabled: z.boolean(),
});

/** A network as it was built: what a topology file becomes. Nodes are referred to by their place in the list. */
export const networkSchema = z
  .strictObject({
    name: z.string().min(1),
    nodes: z.array(
      z.strictObject({
        name: z.string().min(1),
        pubkey: z.string(),
        implementation: z.enum(IMPLEMENTATIONS),
        payer: z.boolean(),
        payee: z.boolean(),
      }),
    ),
    channels: z.array(
      z.strictObject({
        id: z.string().min(1),
        a: ordinal,
        b: ordinal,
        capacityMsat: msat,
        balanceAMsat: msat,
        reserveMsat: msat,
        htlcSlots: z.int().min(1).max(HTLC_SLOTS_MAX),
        policyA: policySchema,
        policyB: policySchema,
      }),
    ),
  })
  .superRefine(({ nodes, channels }, context) => {
    channels.forEach(({ a, b, balanceAMsat, capacityMsat }, at) => {
      const report = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['channels', at, field], message });
      if (a >= nodes.length) report('a', `there are ${nodes.length} nodes, counted from 0`);
      if (b >= nodes.length) report('b', `there are ${nodes.length} nodes, counted from 0`);
      if (a === b) report('b', 'a channel joins two different nodes');
      if (balanceAMsat > capacityMsat)
        report('balanceAMsat', 'side a cannot own more than the whole channel');
    });
  }) satisfies z.ZodType<Network>;
