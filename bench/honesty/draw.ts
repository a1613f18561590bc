import type { Random } from '#chaos/random';
import type { ApiFaultInput } from '#harness/emulators/api-fault-schema';

/** How long payments are sent and faults are on; then all is healed, and this long again what is open may end. Virtual ms. */
export const STORM_MS = 60_000;
export const QUIET_MS = 60_000;

export type OrderKind =
  | 'plain'
  /** Held by the payee, and then settled or cancelled. */
  | 'held'
  /** No way within the fee limit. */
  | 'too_dear'
  /** More than there is. */
  | 'too_much'
  /** The payee has cancelled it. */
  | 'cancelled'
  /** Over before it is paid. */
  | 'expired'
  /** The call names another amount than the invoice. */
  | 'wrong_amount'
  /** Paid by several calls that know nothing of each other. */
  | 'again';

export interface Order {
  readonly at: number;
  readonly kind: OrderKind;
  readonly sentAtMs: number;
  readonly amountMsat: number;
  readonly feeLimitMsat: number;
  readonly expirySeconds: number;
  /** `held`: when the payee decides, after the call, and what. */
  readonly decidesAfterMs: number;
  readonly settles: boolean;
  /** `again`: further pay calls, ms after the first. */
  readonly againAfterMs: readonly number[];
}

/** A fault that is on for a while. */
export interface Spell {
  readonly fault: ApiFaultInput;
  readonly fromMs: number;
  readonly forMs: number;
}

export interface Trouble {
  readonly node: 'payer' | 'router';
  readonly state: 'down' | 'hung';
  readonly unsynced: boolean;
  readonly fromMs: number;
  readonly forMs: number;
}

export interface Drawn {
  readonly orders: readonly Order[];
  readonly spells: readonly Spell[];
  readonly troubles: readonly Trouble[];
  /** Whether somebody tells the orchestrator that a daemon has restarted. */
  readonly isEpochKnown: boolean;
}

const KINDS: readonly (readonly [OrderKind, weight: number])[] = [
  ['plain', 46],
  ['held', 14],
  ['too_dear', 6],
  ['too_much', 6],
  ['cancelled', 6],
  ['expired', 4],
  ['wrong_amount', 4],
  ['again', 14],
];

/** Everything that happens in one trial, from its random stream alone. `orders` counts pay calls, not bills. */
export function drawTrial(random: Random, calls: number): Drawn {
  return {
    orders: drawOrders(random.fork('orders'), calls),
    spells: drawSpells(random.fork('faults')),
    troubles: drawTroubles(random.fork('troubles')),
    isEpochKnown: random.fork('epoch').chance(3, 4),
  };
}

function drawOrders(random: Random, calls: number): Order[] {
  const orders: Order[] = [];
  let left = calls;
  while (left > 0) {
    // Several at the same moment, as callers do who share a cause.
    const sentAtMs = random.between(500, STORM_MS);
    for (let of = Math.min(left, random.between(1, 16)); of > 0; of--) {
      const order = drawOrder(random, orders.length, sentAtMs + random.between(0, 50));
      orders.push(order);
      left -= 1 + order.againAfterMs.length;
    }
  }
  return orders;
}

function drawOrder(random: Random, at: number, sentAtMs: number): Order {
  const kind = weighted(random, KINDS);
  const soon = random.chance(1, 3);
  const more = kind === 'again' ? random.between(1, 3) : 0;
  return {
    at,
    kind,
    sentAtMs,
    amountMsat: kind === 'too_much' ? 20_000_000_000 : random.between(1_000, 2_000_000),
    feeLimitMsat: kind === 'too_dear' ? 999 : 100_000,
    expirySeconds: kind === 'expired' ? 1 : soon ? random.between(90, 110) : 3_600,
    decidesAfterMs: random.between(500, 20_000),
    settles: random.chance(2, 3),
    againAfterMs: Array.from({ length: more }, () => random.between(0, random.chance(1, 2) ? 300 : 10_000)),
  };
}

type FaultOf = (random: Random) => Record<string, unknown> & { readonly kind: ApiFaultInput['kind'] };

/** All that act on calls, in every variant. */
const FAULTS: readonly FaultOf[] = [
  (random) => ({
    kind: 'net.latency',
    delayMs: random.between(20, 8_000),
    jitterMs: random.between(0, 8_000),
  }),
  (random) => ({ kind: 'net.bandwidth', bytesPerS: random.between(1_000, 50_000) }),
  () => ({ kind: 'net.request_lost' }),
  () => ({ kind: 'net.response_lost' }),
  () => ({ kind: 'net.truncate' }),
  () => ({ kind: 'net.reset', phase: 'before' }),
  () => ({ kind: 'net.reset', phase: 'mid' }),
  () => ({ kind: 'net.reset', phase: 'after' }),
  (random) => ({ kind: 'net.flap', cycleMs: random.between(200, 4_000), downPct: random.between(10, 80) }),
  () => ({ kind: 'net.blackhole' }),
  () => ({ kind: 'net.partition', direction: 'both' }),
  () => ({ kind: 'net.partition', direction: 'outgoing' }),
  () => ({ kind: 'net.partition', direction: 'incoming' }),
  (random) => ({ kind: 'api.throttle', callsMax: random.between(0, 3), perMs: random.between(200, 3_000) }),
  () => ({ kind: 'api.error', accepted: true }),
  () => ({ kind: 'api.error', accepted: false }),
  () => ({ kind: 'api.schema_drift', drift: 'fee_missing' }),
  () => ({ kind: 'api.schema_drift', drift: 'unknown_state' }),
  () => ({ kind: 'api.schema_drift', drift: 'unreadable' }),
  () => ({ kind: 'api.auth_expired' }),
  () => ({ kind: 'node.locked_or_syncing', state: 'locked' }),
  () => ({ kind: 'node.locked_or_syncing', state: 'syncing' }),
];

/** A fault in the words of the tables: kind, and variant where there are several. */
export function labelOf(fault: object): string {
  const { kind, phase, direction, accepted, drift, state } = fault as Record<
    string,
    string | boolean | undefined
  >;
  const variant =
    phase ??
    direction ??
    drift ??
    state ??
    (accepted === undefined ? undefined : accepted ? 'done' : 'refused');
  return variant === undefined ? String(kind) : `${kind} ${variant}`;
}

export const FAULT_LABELS: readonly string[] = FAULTS.map((fault) =>
  labelOf(fault({ between: () => 1 } as never)),
);

/** Swarm: a seed leaves some kinds out, and favours others. */
function drawSpells(random: Random): Spell[] {
  const weights = FAULTS.map((fault) => [fault, random.chance(1, 3) ? 0 : random.between(1, 10)] as const);
  return Array.from({ length: random.between(8, 20) }, (_, id) => {
    const fault = weighted(random, weights);
    const calls = random.between(1, 4);
    return {
      fault: {
        id: `f${id}`,
        node: 'payer',
        probability: random.chance(1, 3) ? 1 : random.between(10, 90) / 100,
        calls: calls === 1 ? ['pay'] : calls === 2 ? ['lookup'] : 'all',
        ...fault(random),
      } as ApiFaultInput,
      fromMs: random.between(0, STORM_MS - 1_000),
      forMs: random.between(500, 12_000),
    };
  });
}

function drawTroubles(random: Random): Trouble[] {
  return Array.from({ length: random.between(0, 4) }, () => ({
    node: random.chance(1, 5) ? 'router' : 'payer',
    state: random.chance(2, 3) ? 'down' : 'hung',
    unsynced: random.chance(1, 4),
    fromMs: random.between(1_000, STORM_MS - 1_000),
    forMs: random.chance(1, 2) ? random.between(50, 2_000) : random.between(2_000, 20_000),
  }));
}

function weighted<Value>(random: Random, choices: readonly (readonly [Value, number])[]): Value {
  let lot = random.between(
    1,
    choices.reduce((sum, [, weight]) => sum + weight, 0),
  );
  for (const [value, weight] of choices) {
    lot -= weight;
    if (lot <= 0) return value;
  }
  throw new RangeError('nothing to choose from');
}
