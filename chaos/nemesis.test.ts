import { describe, expect, it } from 'vitest';
import { drawFault, drawFaultMix, EVERYDAY_KINDS, NEMESES } from './nemesis.ts';
import { PATTERNS } from './patterns.ts';
import { testRandom } from './random-fixture.ts';
import { FAULT_KINDS, faultDefinition } from './registry.ts';
import { orderSchedule, SCHEDULE_FAULTS_MAX, scheduleSchema } from './schedule.ts';

const targets = {
  payerCount: 3,
  payeeCount: 20,
  nodeCount: 99,
  channelCount: 500,
  boundaryNames: ['intent.commit', 'dispatch', 'respond'],
};
const seeds = Array.from({ length: 300 }, (_, seed) => seed);

describe.each(Object.values(NEMESES))('nemesis $name', (nemesis) => {
  const plans = seeds.map((seed) => nemesis.plan(testRandom(seed), targets, 15_000, 6));

  it('plans valid, ordered faults of its own kinds only, the same for the same seed', () => {
    for (const [seed, plan] of plans.entries()) {
      expect(scheduleSchema.parse(plan)).toEqual(plan);
      expect(orderSchedule(plan)).toEqual(plan);
      expect(plan).toHaveLength(6);
      expect(plan.every((fault) => nemesis.kinds.includes(fault.kind))).toBe(true);
      if (seed < 20) expect(nemesis.plan(testRandom(seed), targets, 15_000, 6)).toEqual(plan);
    }
  });

  it('uses each of its kinds over many seeds', () => {
    expect(new Set(plans.flat().map((fault) => fault.kind))).toEqual(new Set(nemesis.kinds));
  });

  it('keeps the earlier faults when one is added', () => {
    const shorter = nemesis.plan(testRandom(3), targets, 15_000, 5);
    for (const fault of shorter) expect(plans[3]).toContainEqual(fault);
  });
});

it('kinds that are not for every trial say why, stay out of all nemeses, and can be drawn all the same', () => {
  const rare = FAULT_KINDS.filter((kind) => !EVERYDAY_KINDS.includes(kind));
  expect(rare).toEqual(expect.arrayContaining(['node.permanent_loss', 'node.state_rollback']));
  for (const kind of rare) {
    expect(faultDefinition(kind).optIn!.length).toBeGreaterThan(30);
    expect(Object.values(NEMESES).filter(({ kinds }) => kinds.includes(kind))).toEqual([]);
    expect(drawFault(kind, testRandom(1), targets, 15_000)?.kind).toBe(kind);
  }
});

describe('swarm', () => {
  it('plays everything for about half of the seeds and leaves kinds out for the rest', () => {
    const mixes = seeds.map((seed) => drawFaultMix(testRandom(seed), FAULT_KINDS));
    const full = mixes.filter((mix) => mix.length === FAULT_KINDS.length);
    expect(full.length).toBeGreaterThan(110);
    expect(full.length).toBeLessThan(190);
    for (const mix of mixes) expect(mix.length).toBeGreaterThan(0);
    for (const kind of FAULT_KINDS)
      expect(mixes.some((mix) => mix.every((entry) => entry.kind !== kind))).toBe(true);
  });

  it('never switches the last kind off', () => {
    for (const seed of seeds) expect(drawFaultMix(testRandom(seed), ['net.reset'])).toHaveLength(1);
    expect(drawFaultMix(testRandom(1), [])).toEqual([]);
  });
});

describe.each(PATTERNS)('pattern $name', (pattern) => {
  it('plays its combination inside the horizon', () => {
    for (const seed of seeds) {
      const plan = pattern.plan(testRandom(seed), targets, 15_000);
      expect(scheduleSchema.parse(plan)).toEqual(plan);
      expect(new Set(plan.map((fault) => fault.kind))).toEqual(new Set(pattern.kinds));
      for (const fault of plan) expect(fault.atMs + fault.durMs).toBeLessThanOrEqual(15_000);
    }
  });
});

describe('schedule', () => {
  it('orders by time and keeps the order of the same moment', () => {
    const at = (atMs: number, blocks: number) =>
      ({ kind: 'chain.block_burst', atMs, durMs: 0, blocks }) as const;
    expect(orderSchedule([at(5, 1), at(3, 2), at(5, 3), at(0, 4)])).toEqual([
      at(0, 4),
      at(3, 2),
      at(5, 1),
      at(5, 3),
    ]);
  });

  it('refuses more faults than can be told apart', () => {
    const one = { kind: 'chain.block_burst', atMs: 0, durMs: 0, blocks: 1 };
    expect(scheduleSchema.safeParse(Array(SCHEDULE_FAULTS_MAX).fill(one)).success).toBe(true);
    expect(scheduleSchema.safeParse(Array(SCHEDULE_FAULTS_MAX + 1).fill(one)).success).toBe(false);
  });
});
