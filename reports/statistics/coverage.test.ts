import { describe, expect, it } from 'vitest';
import { pValueAbove } from './clopper-pearson.ts';
import { clusterQuantile } from './cluster-quantile.ts';
import { clusterRate, rateUpperBound } from './cluster-rate.ts';
import { effectiveProportion, ratioSums, type TrialRatio } from './cluster-ratio.ts';

/** mulberry32: the same draws on every machine. */
function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = stream(20_240_611);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const INTENTS = 20;

function passShare(runs: number, passes: () => boolean): number {
  let passed = 0;
  for (let run = 0; run < runs; run++) if (passes()) passed++;
  return passed / runs;
}

/**
 * The truth lies exactly on the limit, so every pass is a false one: at alpha 5 % they may be at most 6 % (1 % for the
 * luck of the draw), also when payments of one trial share their fate.
 */
describe('false passes at nominal 5 %', () => {
  const kinds = [
    { name: 'independent payments', limit: 0.05, share: () => 0.05 },
    { name: 'one trial in five fails a quarter', limit: 0.05, share: () => (random() < 0.2 ? 0.25 : 0) },
    { name: 'one trial in twenty fails wholly', limit: 0.05, share: () => (random() < 0.05 ? 1 : 0) },
    { name: 'a few trials fail to any degree', limit: 0.05, share: () => (random() < 0.1 ? random() : 0) },
    { name: 'half of the trials are rough', limit: 0.1, share: () => (random() < 0.5 ? 0.15 : 0.05) },
  ];
  it.each(kinds)('proportion: $name', ({ limit, share }) => {
    const rate = passShare(1_500, () => {
      const trials: TrialRatio[] = Array.from({ length: 100 }, () => {
        const p = share();
        let numerator = 0;
        for (let intent = 0; intent < INTENTS; intent++) if (random() < p) numerator++;
        return { numerator, denominator: INTENTS };
      });
      return pValueAbove(effectiveProportion(ratioSums(trials), 0.05), limit) <= 0.05;
    });
    expect(rate).toBeLessThanOrEqual(0.06);
  });

  it('quantile: latencies that share the weather of their trial', () => {
    const truth = Math.exp(1.644_854 * Math.sqrt(0.98));
    const rate = passShare(400, () => {
      const trials = Array.from({ length: 200 }, () => {
        const weather = 0.7 * normal();
        return Array.from({ length: INTENTS }, () => Math.exp(weather + 0.7 * normal()));
      });
      const { upper } = clusterQuantile(trials, 0.95, 0.05);
      return upper !== null && upper < truth;
    });
    expect(rate).toBeLessThanOrEqual(0.06);
  });

  it('rate: fees skewed to the right', () => {
    const truth = Math.exp(0.125);
    const rate = passShare(2_000, () => {
      const trials = Array.from({ length: 100 }, () => {
        const denominator = 2 + 10 * random();
        return { numerator: denominator * Math.exp(0.5 * normal()), denominator };
      });
      return rateUpperBound(clusterRate(trials)!, 0.05) <= truth;
    });
    expect(rate).toBeLessThanOrEqual(0.06);
  });
});

describe('power', () => {
  it('a good build passes: p95 a quarter under the limit, 1,000 independent trials', () => {
    const limit = -Math.log(0.05) / 0.75;
    const rate = passShare(100, () => {
      const trials = Array.from({ length: 1_000 }, () => [-Math.log(1 - random())]);
      return clusterQuantile(trials, 0.95, 0.05).upper! <= limit;
    });
    expect(rate).toBeGreaterThan(0.97);
  });
});
