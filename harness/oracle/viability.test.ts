import { describe, expect, it } from 'vitest';
import { line, sketch } from '../sim/testing/networks.ts';
import { RecordedWorld } from '../sim/testing/recorded-world.ts';
import { viability } from './viability.ts';

const AMOUNT = 10_000_000;
/** One hop through a node: 1000 msat and 100 ppm. */
const FEE = 1000 + (AMOUNT * 100) / 1_000_000;
const at = (bench: RecordedWorld, feeCapMsat = 100_000, amountMsat = AMOUNT) =>
  viability(bench.world.truth, [0], bench.world.nodeCount - 1, amountMsat, feeCapMsat);

describe('the oracle of routes', () => {
  it('finds the cheapest way and its fee, by hand: hops between pay, the payer does not', () => {
    expect(at(new RecordedWorld(line(2)))).toEqual({ viable: true, feeMsat: 0 });
    expect(at(new RecordedWorld(line(3)))).toEqual({ viable: true, feeMsat: FEE });
    // The second fee is taken on what the first one already carries.
    const second = 1000 + Math.floor(((AMOUNT + FEE) * 100) / 1_000_000);
    expect(at(new RecordedWorld(line(4)))).toEqual({ viable: true, feeMsat: FEE + second });
    const cheapTwo = { policyA: { feeBaseMsat: 1, feePpm: 0 } };
    const diamond = sketch(4, [
      { a: 0, b: 1 },
      { a: 1, b: 3 },
      { a: 0, b: 2 },
      { a: 2, b: 3, ...cheapTwo },
    ]);
    expect(at(new RecordedWorld(diamond))).toEqual({ viable: true, feeMsat: 1 });
  });

  it('holds the fee to the cap, to the msat', () => {
    const bench = new RecordedWorld(line(3));
    expect(at(bench, FEE).viable).toBe(true);
    expect(at(bench, FEE - 1)).toEqual({ viable: false, feeMsat: -1 });
  });

  it.each<[string, Parameters<typeof line>[1]]>([
    ['too little balance', () => ({ balanceAMsat: 10_000_000 + 1_000 })],
    ['no free slot', () => ({ htlcSlots: 0 })],
    ['a disabled channel', (channel) => (channel === 1 ? { policyA: { disabled: true } } : {})],
    ['less than the least', (channel) => (channel === 1 ? { policyA: { htlcMinMsat: AMOUNT + 1 } } : {})],
    ['more than the most', (channel) => (channel === 1 ? { policyA: { htlcMaxMsat: AMOUNT - 1 } } : {})],
  ])('sees that there is none: %s', (_why, change) => {
    expect(at(new RecordedWorld(line(3, change)))).toEqual({ viable: false, feeMsat: -1 });
  });

  it('goes through nothing that is down or closed, and starts at no payer that is', () => {
    for (const node of [0, 1, 2]) {
      const bench = new RecordedWorld(line(3));
      bench.world.setNode(node, 'down', 'test');
      expect(at(bench).viable).toBe(false);
      bench.world.setNode(node, 'up', 'test');
      expect(at(bench).viable).toBe(true);
    }
    const bench = new RecordedWorld(line(3));
    bench.world.forceClose(1, 'test');
    expect(at(bench).viable).toBe(false);
  });

  it('agrees with the payer: what it calls viable is paid at that fee or less', () => {
    const bench = new RecordedWorld(line(4));
    const { feeMsat } = at(bench);
    bench.send(0, 'a', 3, AMOUNT, { feeLimitMsat: feeMsat });
    bench.until(10_000);
    expect(bench.world.lookup(0, 'a')).toMatchObject({ state: 'settled', feeMsat });
  });
});
