import { describe, expect, it } from 'vitest';
import { forEachEvent } from '#reports/evidence/encoded-history';
import { QUICKSTART, trialOf } from '../generator/quickstart.fixture.ts';
import { COVERAGE_LENGTH, CoverageCounter } from './coverage-counter.ts';
import { coverageSeen, type Played } from './coverage-seen.ts';
import { CoverageSum, coverageTallySchema } from './coverage-tally.ts';

const PLAYED: Played = {
  drawn: new Set(['node.crash', 'config.hot_reload_bad']),
  vocabulary: ['node.crash', 'node.hang', 'node.rewind'],
  unavailable: new Map([['node.rewind', 'the environment sim cannot inject it']]),
  retryShare: 0.1,
  alteredShare: 0,
  amountMaxSat: 19_999,
};

describe('coverage of a run', () => {
  it('is the same from a stored history as online', () => {
    const result = trialOf('partial-commit', 3, { history: 'keep' });
    const again = new CoverageCounter();
    forEachEvent(result.history, (event) => again.observe(event));
    expect(again.finish()).toEqual(result.coverage);
    expect(result.coverage).toHaveLength(COVERAGE_LENGTH);
    expect(result.coverage.some((times) => times > 0)).toBe(true);
  });

  it('adds up by scenario, in trials and in times; a crashed trial adds nothing', () => {
    const trial = (scenario: string, ...coverage: number[]) => ({
      spec: { scenario, index: 0, ordinal: 0, seed: '1' },
      coverage: Uint32Array.from(coverage),
    });
    const sum = new CoverageSum();
    for (const each of [trial('a', 2, 0), trial('b'), trial('a', 3, 0), trial('a', 0, 1)]) sum.add(each);
    expect(coverageTallySchema.parse(sum.tally())).toEqual([
      { scenario: 'a', seen: { C01: { trials: 2, times: 5 }, C02: { trials: 1, times: 1 } } },
      { scenario: 'b', seen: {} },
    ]);
  });

  it('says what a run cannot play, and why', () => {
    const { items, kinds, pairs } = coverageSeen([], PLAYED);
    const why = new Map(items.map(({ id, unplayable, notApplicable }) => [id, notApplicable ?? unplayable]));
    expect(why.get('C01')).toBeNull();
    expect(why.get('C04')).toBeNull();
    expect(why.get('C05')).toBe('alteredShare of the workload is 0');
    expect(why.get('C06')).toBe('no payment of this run is of 20000 sat or more');
    expect(why.get('C12')).toBe('no scenario of this run draws chain.*');
    expect(why.get('C13')).toMatch(/no outbox/);
    expect(kinds).toEqual([
      { kind: 'node.crash', unplayable: null },
      { kind: 'node.hang', unplayable: 'no trial drew it' },
      { kind: 'node.rewind', unplayable: 'the environment sim cannot inject it' },
    ]);
    const pair = (state: string, faultClass: string) =>
      pairs.find((each) => each.state === state && each.faultClass === faultClass);
    expect(pair('ready', 'control')?.unplayable).toBeNull();
    expect(pair('ready', 'store')?.unplayable).toBe('no scenario of this run draws store.*');
  });

  it('the shipped scenarios meet the basics in a few trials', () => {
    const sum = new CoverageSum();
    for (const { name } of QUICKSTART.pilot.scenarios)
      if (name !== 'swarm') for (let index = 0; index < 6; index++) sum.add(trialOf(name, index));
    const seen = new Set(sum.tally().flatMap((each) => Object.keys(each.seen)));
    for (const id of ['C01', 'C02', 'C04', 'C05', 'C06', 'C07-settled', 'C07-failed', 'in_flight × net'])
      expect(seen, id).toContain(id);
  });
});
