import { z } from 'zod';

const ms = z.int().min(0).max(86_400_000);
const percent = z.int().min(1).max(100);
const count = z.int().min(1).max(1_000_000);

/** What every fault has. */
const envelope = {
  id: z.string().min(1).max(100).describe('By which it is switched off.'),
  node: z.string().min(1).describe('Name of a node of the network.'),
  after: count
    .default(1)
    .describe('The first call or event that it may strike, counted from when it was switched on.'),
  count: count.optional().describe('How many it strikes; all when not given.'),
  probability: z.number().gt(0).max(1).default(1).describe('Of each of them.'),
};

const classes = z.enum(['pay', 'lookup', 'list', 'invoice', 'info', 'stream']);
const calls = z
  .union([z.literal('all'), z.array(classes).min(1)])
  .default('all')
  .describe('Which calls are struck.');

function callFault<const Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return z.strictObject({ kind: z.literal(kind), ...envelope, calls, ...shape });
}

function eventFault<const Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return z.strictObject({ kind: z.literal(kind), ...envelope, ...shape });
}

/**
 * The faults of the vocabulary that act on an API (F21–F42), for an emulated node: switched on and off by hand instead of by
 * a schedule. Kinds and parameters are those of `#chaos/faults` where they exist.
 */
export const apiFaultSchema = z.discriminatedUnion('kind', [
  callFault('net.latency', { delayMs: ms, jitterMs: ms.default(0) }),
  callFault('net.bandwidth', { bytesPerS: z.int().min(1).max(1_000_000_000) }),
  callFault('net.request_lost', {}),
  callFault('net.response_lost', {}),
  callFault('net.truncate', {}),
  callFault('net.reset', { phase: z.enum(['before', 'mid', 'after']) }),
  callFault('net.flap', { cycleMs: ms.min(1), downPct: percent }),
  callFault('net.blackhole', {}),
  callFault('net.partition', { direction: z.enum(['both', 'outgoing', 'incoming']) }),
  callFault('api.throttle', { callsMax: z.int().min(0).max(1_000_000), perMs: ms.min(1) }),
  callFault('api.error', { accepted: z.boolean() }),
  callFault('api.schema_drift', { drift: z.enum(['fee_missing', 'unknown_state', 'unreadable']) }),
  callFault('api.auth_expired', {}),
  callFault('node.locked_or_syncing', { state: z.enum(['syncing', 'locked']) }),
  eventFault('evt.delay', { delayMs: ms }),
  eventFault('evt.duplicate', { copies: z.int().min(1).max(100), gapMs: ms }),
  eventFault('evt.reorder', { spanMs: ms.min(1) }),
  eventFault('evt.drop', { sharePct: percent.default(100) }),
  eventFault('evt.stream_reset_cursor_loss', {
    cursor: z.enum(['rewound', 'lost', 'ahead']),
    downMs: ms,
    events: z.int().min(1).max(256).describe('Told again, or skipped.'),
  }),
  eventFault('evt.stale_replay', { events: z.int().min(1).max(10_000), gapMs: ms.min(1) }),
  eventFault('evt.forged', {
    events: z.int().min(1).max(10_000),
    gapMs: ms.min(1),
    about: z.enum(['open-payment', 'unknown-hash', 'wrong-node']),
    claims: z.enum(['settled', 'failed']),
  }),
]);

/** As it is written. */
export type ApiFaultInput = z.input<typeof apiFaultSchema>;
export type ApiFault = z.infer<typeof apiFaultSchema>;
export type ApiFaultOf<Kind extends ApiFault['kind']> = Extract<ApiFault, { kind: Kind }>;
/** Faults that strike calls; the others shape events. */
export type CallFaultKind = Extract<ApiFault, { calls: unknown }>['kind'];
