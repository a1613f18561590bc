import { describe, expect, it } from 'vitest';
import { testRandom } from './random-fixture.ts';
import { FAULT_KINDS, FAULTS, faultDefinition, faultSchema } from './registry.ts';

const targets = {
  payerCount: 3,
  payeeCount: 20,
  nodeCount: 99,
  channelCount: 500,
  boundaryNames: ['intent.commit', 'dispatch'],
};
const nothing = { payerCount: 0, payeeCount: 0, nodeCount: 0, channelCount: 0, boundaryNames: [] };
const horizonMs = 15_000;

describe.each(FAULTS)('fault $kind', ({ kind, draw, schema, meaning, heals, source }) => {
  const random = testRandom(7);
  const drawn = Array.from({ length: 200 }, () => draw(random, targets, horizonMs));

  it('accepts what it draws, inside the horizon', () => {
    for (const fault of drawn) {
      expect(faultSchema.parse(fault)).toEqual(fault);
      expect(fault!.atMs + fault!.durMs).toBeLessThanOrEqual(horizonMs);
    }
  });

  it('refuses unknown, missing and impossible parameters', () => {
    const fault = drawn[0]!;
    expect(schema.safeParse({ ...fault, junk: 1 }).success).toBe(false);
    expect(schema.safeParse({ ...fault, durMs: -1 }).success).toBe(false);
    expect(schema.safeParse({ ...fault, atMs: 0.5 }).success).toBe(false);
    expect(schema.safeParse({ ...fault, on: { event: 'tea-time', nth: 1, afterMs: 0 } }).success).toBe(false);
    for (const field of Object.keys(fault).filter((name) => name !== 'on')) {
      const { [field]: _, ...rest } = fault as unknown as Record<string, unknown>;
      expect(schema.safeParse(rest).success, `without ${field}`).toBe(false);
    }
  });

  it('draws the same from the same seed', () => {
    const again = testRandom(7);
    expect(Array.from({ length: 200 }, () => draw(again, targets, horizonMs))).toEqual(drawn);
  });

  it('says what it does, how it ends and where it comes from', () => {
    expect(meaning.length).toBeGreaterThan(20);
    expect(heals.length).toBeGreaterThan(10);
    expect(source).toMatch(/^properties-and-faults\.md F\d\d/);
    expect(faultDefinition(kind).kind).toBe(kind);
  });
});

describe('the vocabulary', () => {
  it('has one definition a kind', () => {
    expect(new Set(FAULT_KINDS).size).toBe(FAULT_KINDS.length);
  });

  it('keeps groups together, so that "earlier in the group" means "milder" to whoever shrinks', () => {
    const groups = FAULT_KINDS.map((kind) => kind.slice(0, kind.indexOf('.')));
    const runs = groups.filter((group, at) => group !== groups[at - 1]);
    // The API is reached over the network: these two are one group.
    const merged = runs.map((group) => (group === 'api' ? 'net' : group));
    expect(new Set(merged).size).toBe(merged.filter((group, at) => group !== merged[at - 1]).length);
  });

  it('draws nothing where there is nothing to aim at', () => {
    const aimed = FAULTS.filter(({ kind }) => /^(node|ln|net|api|evt|orch)\./.test(kind));
    for (const fault of aimed) expect(fault.draw(testRandom(1), nothing, horizonMs)).toBeNull();
  });

  it('survives the smallest horizon', () => {
    for (const fault of FAULTS)
      for (let seed = 0; seed < 50; seed += 1)
        expect(faultSchema.safeParse(fault.draw(testRandom(seed), targets, 1)).success).toBe(true);
  });

  it('refuses a kind that it does not know', () => {
    expect(faultSchema.safeParse({ kind: 'node.explode', atMs: 0, durMs: 0 }).success).toBe(false);
    expect(() => faultDefinition('node.explode' as never)).toThrow(/no fault kind node\.explode/);
  });
});
