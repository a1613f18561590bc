import { z } from 'zod';
import { aimAtGroup, groupAim } from '../aim.ts';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

/** BOLT 4 failures that a node on the route can answer with, and two that only a payee gives. Mild to severe. */
export const FORWARDER_CODES = [
  'temporary_channel_failure',
  'temporary_node_failure',
  'amount_below_minimum',
  'fee_insufficient',
  'incorrect_cltv_expiry',
  'expiry_too_soon',
  'expiry_too_far',
  'channel_disabled',
  'unknown_next_peer',
  'permanent_channel_failure',
] as const;
export const PAYEE_CODES = ['mpp_timeout', 'incorrect_or_unknown_payment_details'] as const;

export const lnFailCode = defineFault({
  kind: 'ln.fail_code',
  title: 'HTLCs failed with a code',
  meaning:
    'The nodes let `skip` HTLCs pass and fail the next `count` with this BOLT 4 failure. mpp_timeout and incorrect_or_unknown_payment_details come from payees, the others from those who forward.',
  source: 'properties-and-faults.md F48',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('ln.fail_code'),
    ...groupAim,
    code: z.enum([...FORWARDER_CODES, ...PAYEE_CODES]),
    skip: z.int().min(0).max(1_000_000),
    count: z.int().min(1).max(1_000_000),
  }),
  heals: 'HTLCs are judged on their merits again.',
  draw(random, targets, horizonMs) {
    const aim = aimAtGroup(random, targets);
    return (
      aim && {
        kind: 'ln.fail_code' as const,
        ...drawWindow(random, horizonMs, 20, 60),
        ...aim,
        code: pick(random, [...FORWARDER_CODES, ...PAYEE_CODES]),
        skip: random.between(0, 3),
        count: random.between(1, 10),
      }
    );
  },
});
