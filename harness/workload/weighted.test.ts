import { describe, expect, it } from 'vitest';
import { testRandom } from '#chaos/random-fixture';
import { FollowUps } from './follow-ups.ts';
import type { ClientOperation } from './operation.ts';
import { Weighted } from './weighted.ts';

describe('Weighted', () => {
  it('draws in the ratio of the weights and never a zero', () => {
    const weighted = new Weighted(['a', 'b', 'c'], (entry) => ({ a: 1, b: 0, c: 3 })[entry]!);
    const random = testRandom(5);
    const drawn = Array.from({ length: 4_000 }, () => weighted.draw(random));
    expect(drawn.filter((one) => one === 'c').length / 4_000).toBeCloseTo(0.75, 1);
    expect(drawn).not.toContain('b');
  });

  it('refuses weights that are all zero', () => {
    expect(() => new Weighted(['a'], () => 0)).toThrow(/at least one weight/);
  });
});

describe('FollowUps', () => {
  it('gives back by time, then by the order of the firsts, whatever the order of coming', () => {
    const random = testRandom(9);
    const pushed = Array.from({ length: 500 }, (_, order) => ({
      atMs: random.between(0, 50),
      kind: 'retry' as const,
      alters: '' as const,
      first: { order } as ClientOperation,
    }));
    const queue = new FollowUps();
    for (const one of pushed) queue.push(one);
    const popped = [];
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) popped.push(one);
    expect(popped).toEqual(
      pushed.toSorted((one, other) => one.atMs - other.atMs || one.first.order - other.first.order),
    );
    expect(queue.nextAtMs).toBe(Number.POSITIVE_INFINITY);
  });
});
