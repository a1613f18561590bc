import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CorridorId, NodeName } from '../domain/ids.ts';
import { msat } from '../domain/money.ts';
import type { NodeHealth } from '../ports/node.ts';
import type { BreakerState } from './breaker.ts';
import { type CandidateFate, chooseNode, type RouteQuestion } from './choose.ts';
import { explainChoice } from './explain.ts';

const [alice, bob, carol] = ['alice', 'bob', 'carol'] as NodeName[] as [NodeName, NodeName, NodeName];

function report(node: NodeName, changes: Partial<NodeHealth> = {}): NodeHealth {
  return {
    node,
    reachable: true,
    epoch: '',
    spendableMsat: msat(10_000n),
    largestChannelMsat: msat(10_000n),
    asOfMs: 1000,
    resendSafe: false,
    ...changes,
  };
}

function ask(changes: Partial<RouteQuestion> = {}) {
  return chooseNode({
    nowMs: 1000,
    corridor: { id: 'us-mx' as CorridorId, nodes: [alice, bob], liquidityFloorMsat: msat(100n) },
    amountMsat: msat(9_000n),
    feeCapMsat: msat(50n),
    partsMax: 1,
    fallbackAllowed: true,
    healthMaxAgeMs: 500,
    tried: [],
    health: [report(bob), report(alice)],
    reservedMsat: () => msat(0n),
    breakerState: () => 'closed',
    ...changes,
  });
}
const fates = (answer: ReturnType<typeof ask>) => answer.explanation.candidates.map((c) => c.fate);

describe('chooseNode', () => {
  it('takes the first of the corridor, then those tried least', () => {
    expect(ask().node).toBe(alice);
    expect(fates(ask())).toEqual(['chosen', 'usable']);
    expect(ask({ tried: [alice] }).node).toBe(bob);
    expect(ask({ tried: [alice, bob] }).node).toBe(alice);
    expect(ask({ tried: [bob, alice, alice] }).node).toBe(bob);
  });

  it('lets a probe through a breaker that is half open', () => {
    expect(ask({ breakerState: () => 'half_open' }).node).toBe(alice);
  });

  it.each<[CandidateFate, Partial<RouteQuestion>, RegExp]>([
    ['no_report', { health: [report(bob)] }, /nothing is known/],
    ['stale_report', { health: [report(alice, { asOfMs: 499 }), report(bob)] }, /too old/],
    ['unreachable', { health: [report(alice, { reachable: false }), report(bob)] }, /does not answer/],
    ['breaker_open', { breakerState: (node) => (node === alice ? 'open' : 'closed') }, /bad answers/],
    [
      'too_little_liquidity',
      { reservedMsat: (node) => msat(node === alice ? 851n : 850n) },
      /reserved 851.*floor 100/,
    ],
    [
      'channels_too_small',
      { health: [report(alice, { largestChannelMsat: msat(8_999n) }), report(bob)] },
      /too small/,
    ],
  ])('passes a node over: %s', (fate, changes, words) => {
    const answer = ask(changes);
    expect(answer.node).toBe(bob);
    expect(fates(answer)).toEqual([fate, 'chosen']);
    expect(explainChoice(answer.explanation)).toMatch(words);
  });

  it('uses small channels when parts are allowed', () => {
    const small = { health: [report(alice, { largestChannelMsat: msat(4_500n) })] };
    expect(ask({ ...small, partsMax: 1 }).node).toBe(null);
    expect(ask({ ...small, partsMax: 2 }).node).toBe(alice);
  });

  it('uses no fallback when the policy allows none', () => {
    const answer = ask({ fallbackAllowed: false, health: [report(bob)] });
    expect(answer.node).toBe(null);
    expect(fates(answer)).toEqual(['no_report', 'fallback_not_allowed']);
  });

  it('explains in words', () => {
    expect(explainChoice(ask({ tried: [alice] }).explanation)).toBe(
      [
        'corridor us-mx: 9000 msat and at most 50 msat of fees: paid through bob',
        '- alice: could pay, but another comes before it (tried before: 1; spendable 10000 msat, of it reserved 0 and kept as floor 100)',
        '- bob: chosen, first of the least tried (not tried yet; spendable 10000 msat, of it reserved 0 and kept as floor 100)',
      ].join('\n'),
    );
    expect(explainChoice(ask({ health: [] }).explanation)).toMatch(/no node can pay now/);
  });

  it('never takes a node that cannot pay, and always one that can', () => {
    const nodeCase = fc.record({
      reachable: fc.boolean(),
      spendable: fc.bigInt({ min: 0n, max: 3_000n }),
      reserved: fc.bigInt({ min: 0n, max: 1_000n }),
      breaker: fc.constantFrom<BreakerState>('closed', 'open', 'half_open'),
      age: fc.nat(1000),
      tries: fc.nat(2),
    });
    fc.assert(
      fc.property(
        fc.tuple(nodeCase, nodeCase, nodeCase),
        fc.bigInt({ min: 1n, max: 2_000n }),
        (cases, amount) => {
          const names = [alice, bob, carol];
          const of = (node: NodeName) => cases[names.indexOf(node)]!;
          const answer = ask({
            corridor: { id: 'c' as CorridorId, nodes: names, liquidityFloorMsat: msat(100n) },
            amountMsat: msat(amount),
            health: names.map((n) =>
              report(n, {
                reachable: of(n).reachable,
                spendableMsat: msat(of(n).spendable),
                asOfMs: 1000 - of(n).age,
              }),
            ),
            tried: names.flatMap((n) => Array<NodeName>(of(n).tries).fill(n)),
            reservedMsat: (n) => msat(of(n).reserved),
            breakerState: (n) => of(n).breaker,
          });
          const able = cases.map(
            (c) =>
              c.reachable &&
              c.breaker !== 'open' &&
              c.age <= 500 &&
              c.spendable - c.reserved - 100n >= amount + 50n,
          );
          const fewest = Math.min(...cases.filter((_, i) => able[i]).map((c) => c.tries));
          const expected = cases.findIndex((c, i) => able[i] && c.tries === fewest);
          expect(answer.node).toBe(expected < 0 ? null : names[expected]);
        },
      ),
    );
  });
});
