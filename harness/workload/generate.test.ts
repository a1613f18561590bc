import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { testRandom } from '#chaos/random-fixture';
import { type Workload, workloadSchema } from '#scenarios/workload-schema';
import { WorkloadStream } from './generate.ts';
import { ALTERATIONS, type ClientOperation } from './operation.ts';

const network = {
  name: 'hundred',
  nodes: Array.from({ length: 100 }, (_, i) => ({
    name: `n${i}`,
    pubkey: `02${i}`,
    implementation: 'plain' as const,
    payer: i < 3,
    payee: i >= 3,
  })),
};

const workload: Workload = workloadSchema.parse({
  intents: 20_000,
  arrivals: { kind: 'poisson', ratePerS: 50 },
  valueBands: [
    { name: 'small', minSat: 1, maxSat: 999, weight: 3 },
    { name: 'none', minSat: 5_000, maxSat: 6_000, weight: 0 },
    { name: 'large', minSat: 10_000, maxSat: 20_000, weight: 1 },
  ],
  tenants: [
    {
      name: 'acme',
      weight: 4,
      agents: [
        { name: 'a1', principal: 'Acme', delegation: 'd1' },
        { name: 'a2', principal: 'Acme', delegation: 'd2' },
      ],
    },
    { name: 'blitz', weight: 1, agents: [{ name: 'b1', principal: 'Blitz', delegation: 'd3' }] },
  ],
  corridors: [
    { id: 'everywhere', weight: 1 },
    { id: 'narrow', weight: 1, payees: ['n7', 'n9'] },
  ],
  tiers: { low: 8, medium: 1, high: 1 },
  retryShare: 0.1,
  alteredShare: 0.05,
  retryAfterMs: { min: 100, max: 3_000 },
  deadlineS: 30,
  feeCap: { ppm: 5_000, minSat: 10 },
  invoiceExpiryS: 60,
  compliance: '{"ref":"{intent}"}',
});

const streamOf = (changes: Partial<Workload> = {}, seed = 1) =>
  new WorkloadStream({ ...workload, ...changes }, network, testRandom(seed));

const all = [...streamOf()];
const firsts = all.filter((op) => op.kind === 'first');
const share = (of: readonly ClientOperation[], holds: (op: ClientOperation) => boolean) =>
  of.filter(holds).length / of.length;

describe('the stream', () => {
  it('is sorted by time and numbered in its own order', () => {
    expect(all.map((op) => op.order)).toEqual(all.map((_, i) => i));
    for (const [i, op] of all.entries()) if (i > 0) expect(op.atMs).toBeGreaterThanOrEqual(all[i - 1]!.atMs);
    expect(all.every((op) => Number.isSafeInteger(op.atMs))).toBe(true);
  });

  it('is the same for the same seed and another for another', () => {
    expect([...streamOf()]).toEqual(all);
    expect(streamOf({}, 2).next()!.hash).not.toBe(all[0]!.hash);
  });

  it('ends, and stays ended', () => {
    const stream = streamOf({ intents: 2 });
    while (stream.next() !== null);
    expect(stream.next()).toBeNull();
  });

  it('has the intents that were asked for, each with its own key and hash, proved by its preimage', () => {
    expect(firsts).toHaveLength(20_000);
    expect(new Set(firsts.map((op) => `${op.tenant} ${op.key}`)).size).toBe(20_000);
    // Tenants do use the same keys: otherwise nothing would ever test that they are kept apart (S09).
    expect(new Set(firsts.map((op) => op.key)).size).toBeLessThan(20_000);
    expect(new Set(firsts.map((op) => op.hash)).size).toBe(20_000);
    for (const op of all.slice(0, 500))
      expect(hash('sha256', Buffer.from(op.preimage, 'hex'), 'hex')).toBe(op.hash);
  });

  it('does not reshuffle the intents when clients retry more or less', () => {
    const content = ({ order, ...op }: ClientOperation) => op;
    const quiet = [...streamOf({ retryShare: 0, alteredShare: 0 })];
    expect(quiet.map(content)).toEqual(firsts.map(content));
  });
});

describe('arrivals', () => {
  it('are Poisson: mean gap 20 ms, as much spread as mean', () => {
    const gaps = firsts.slice(1).map((op, i) => op.atMs - firsts[i]!.atMs);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(mean).toBeCloseTo(20, 0);
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1);
  });

  it('keep their rate when the mean gap is below a millisecond', () => {
    const fast = [...streamOf({ arrivals: { kind: 'poisson', ratePerS: 5_000 }, retryShare: 0 })];
    expect(20_000 / fast.findLast((op) => op.kind === 'first')!.atMs).toBeCloseTo(5, 0);
  });

  it('come in bursts', () => {
    const bursts = [
      ...streamOf({ intents: 7, arrivals: { kind: 'burst', size: 3, everyMs: 500 }, retryShare: 0 }),
    ];
    expect(bursts.filter((op) => op.kind === 'first').map((op) => op.atMs)).toEqual([
      0, 0, 0, 500, 500, 500, 1000,
    ]);
  });
});

describe('content', () => {
  it('follows the weights', () => {
    expect(share(firsts, (op) => op.amountMsat < 1_000_000)).toBeCloseTo(0.75, 1);
    expect(share(firsts, (op) => op.amountMsat >= 5_000_000 && op.amountMsat <= 6_000_000)).toBe(0);
    expect(share(firsts, (op) => op.tenant === 'acme')).toBeCloseTo(0.8, 1);
    expect(share(firsts, (op) => op.agent === 'a2')).toBeCloseTo(0.4, 1);
    expect(share(firsts, (op) => op.tier === 'low')).toBeCloseTo(0.8, 1);
    expect(share(firsts, (op) => op.corridor === 'narrow')).toBeCloseTo(0.5, 1);
  });

  it('pays payees of the corridor only', () => {
    const paid = (corridor: string) =>
      new Set(firsts.filter((op) => op.corridor === corridor).map((op) => op.payee));
    expect(paid('narrow')).toEqual(new Set([7, 9]));
    expect(paid('everywhere').size).toBe(97);
    expect(() => streamOf({ corridors: [{ id: 'narrow', weight: 1, payees: ['n7', 'n0'] }] })).toThrow(
      /corridors\.0\.payees\.1: n0 is not a payee of network hundred/,
    );
  });

  it('caps the fee at ppm of the amount, at least the minimum, never rounded up', () => {
    for (const { amountMsat, feeCapMsat, atMs, deadlineMs, expiresAtMs } of firsts.slice(0, 2_000)) {
      const exact = (BigInt(amountMsat) * 5_000n) / 1_000_000n;
      expect(BigInt(feeCapMsat)).toBe(exact > 10_000n ? exact : 10_000n);
      expect([deadlineMs, expiresAtMs]).toEqual([atMs + 30_000, atMs + 60_000]);
    }
    const huge = streamOf({
      valueBands: [{ name: 'huge', minSat: 9_007_199_254_740, maxSat: 9_007_199_254_740, weight: 1 }],
    }).next()!;
    expect(huge.amountMsat).toBe(9_007_199_254_740_000);
    expect(huge.feeCapMsat).toBe(Number((9_007_199_254_740_000n * 5_000n) / 1_000_000n));
  });

  it('carries the compliance payload with the number of the intent', () => {
    expect(firsts[41]!.compliance).toBe('{"ref":"41"}');
  });
});

describe('follow-ups', () => {
  const byOrder = new Map(all.map((op) => [op.order, op]));
  const changes = (op: ClientOperation) => {
    const first = byOrder.get(op.firstOrder)!;
    const ignored = ['atMs', 'kind', 'order', 'firstOrder', 'alters'];
    return Object.keys(op).filter(
      (field) =>
        !ignored.includes(field) &&
        op[field as keyof ClientOperation] !== first[field as keyof ClientOperation],
    );
  };

  it('come in the shares that were asked for, after their first, within the window', () => {
    expect(all.filter((op) => op.kind === 'retry').length / 20_000).toBeCloseTo(0.1, 1);
    expect(all.filter((op) => op.kind === 'altered').length / 20_000).toBeCloseTo(0.05, 1);
    for (const op of all.filter((one) => one.kind !== 'first')) {
      const first = byOrder.get(op.firstOrder)!;
      expect(first.kind).toBe('first');
      expect(op.atMs - first.atMs).toBeGreaterThanOrEqual(100);
      expect(op.atMs - first.atMs).toBeLessThanOrEqual(3_000);
    }
  });

  it('retry the same content', () => {
    for (const op of all.filter((one) => one.kind === 'retry')) expect(changes(op)).toEqual([]);
  });

  it('alter exactly what they say, every alteration being met', () => {
    const fields: Record<string, readonly string[]> = {
      'fee-cap': ['feeCapMsat'],
      deadline: ['deadlineMs'],
      corridor: ['corridor'],
      compliance: ['compliance'],
    };
    const altered = all.filter((op) => op.kind === 'altered');
    expect(new Set(altered.map((op) => op.alters))).toEqual(new Set(ALTERATIONS));
    for (const op of altered) {
      expect(op.key).toBe(byOrder.get(op.firstOrder)!.key);
      if (op.alters === 'invoice') expect(changes(op)).toEqual(expect.arrayContaining(['preimage', 'hash']));
      else expect(changes(op)).toEqual(fields[op.alters]);
    }
  });
});
