import { describe, expect, it } from 'vitest';
import { gateSchema, objectiveSchema } from './objective.ts';
import { bandNames } from './value-bands.ts';

const latency = { id: 'p95', metric: 'settlement_latency_ms', quantile: 0.95, max: 5_000 };
const recovery = { id: 'recovery', metric: 'auto_recovery_ratio', min: 0.95 };

describe('objectives are refused before the run', () => {
  it.each([
    ['a quantile of 1.2', { ...latency, quantile: 1.2 }, 'quantile', /between 0 and 1/],
    ['a distribution without quantile', { ...latency, quantile: undefined }, 'quantile', /which quantile/],
    ['a quantile of a ratio', { ...recovery, quantile: 0.5 }, 'quantile', /remove quantile/],
    [
      'an unknown metric',
      { ...latency, metric: 'latency' },
      'metric',
      /unknown metric "latency"; known: .*settlement_latency_ms/,
    ],
    ['both limits', { ...recovery, max: 0.99 }, 'min', /not both/],
    ['no limit', { id: 'x', metric: 'settled_ratio' }, 'max', /limit is missing/],
    ['a floor under a latency', { ...latency, max: undefined, min: 3 }, 'min', /no lower limit/],
    ['percent instead of a share', { ...recovery, min: 95 }, 'min', /write 0.05/],
    ['a share of exactly 1', { ...recovery, min: 1 }, 'min', /no sample can prove/],
    [
      'a share of exactly 0',
      { id: 'x', metric: 'route_failure_ratio', max: 0 },
      'max',
      /no sample can prove/,
    ],
    ['half a duplicate', { id: 'x', metric: 'duplicate_settlements', max: 0.5 }, 'max', /whole number/],
    ['a negative limit', { ...latency, max: -1 }, 'max', /0 or more/],
    [
      'a split that the metric lacks',
      { id: 'x', metric: 'fee_cap_breaches', max: 0, slice: { tier: 'low' } },
      'slice.tier',
      /not split by tier/,
    ],
    ['an unknown key', { ...latency, qantile: 0.5 }, '', /qantile/],
    ['a bad id', { ...latency, id: 'P 95' }, 'id', /a-z/],
    ['no trials', { ...latency, minTrials: 0 }, 'minTrials', /1 or more/],
  ])('%s', (_, objective, path, message) => {
    const issues = objectiveSchema.safeParse(objective).error?.issues ?? [];
    expect(issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n')).toMatch(message);
    expect(issues.map((issue) => issue.path.join('.'))).toContain(path);
  });

  it('good ones are taken, with defaults', () => {
    expect(objectiveSchema.parse(latency)).toMatchObject({ level: 'error' });
    expect(objectiveSchema.parse({ ...recovery, slice: { scenario: 'mixed', tier: 'low' } }).slice).toEqual({
      scenario: 'mixed',
      tier: 'low',
    });
    expect(gateSchema.parse({})).toMatchObject({ alpha: 0.05, alphaFail: 0.01, objectives: [] });
  });

  it('ids are unique, bands rise, and a band must be one of the gate', () => {
    const messages = (gate: object) =>
      gateSchema
        .safeParse(gate)
        .error?.issues.map(({ message }) => message)
        .join();
    expect(messages({ objectives: [latency, latency] })).toMatch(/already used by objective 1/);
    expect(messages({ valueBandsSat: [10, 10] })).toMatch(/bands must rise/);
    const fee = { id: 'fee', metric: 'fee_rate_ppm', max: 900, slice: { band: '<5k' } };
    expect(messages({ objectives: [fee] })).toMatch(/no band is named "<5k"; bands of this gate: <1k, <10k/);
    expect(gateSchema.safeParse({ objectives: [fee], valueBandsSat: [5_000] }).success).toBe(true);
    expect(messages({ alpha: 5 })).toMatch(/for 5 % write 0.05/);
    expect(bandNames([500, 1_000_000])).toEqual(['<500', '<1M', '>=1M']);
  });
});
