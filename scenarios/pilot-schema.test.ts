import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Pilot, pilotSchema, workloadOf } from './pilot-schema.ts';

const quickstart = () => parse(readFileSync(new URL('pilots/quickstart.yaml', import.meta.url), 'utf8'));

/** The quickstart with one field changed: `path` with dots, numbers for positions. */
function changed(path: string, value: unknown): unknown {
  const pilot = quickstart();
  const steps = path.split('.');
  const last = steps.pop()!;
  const parent = steps.reduce((at, step) => at[step], pilot);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return pilot;
}

const issuesOf = (pilot: unknown) =>
  (pilotSchema.safeParse(pilot).error?.issues ?? []).map((issue) => ({
    path: issue.path.join('.'),
    message: issue.message,
  }));

describe('pilot schema', () => {
  it.each([
    ['version', 2],
    ['name', 'Quick Start'],
    ['topology', ''],
    ['policy', undefined],
    ['environment', 'moon'],
    ['seed', -1],
    ['seed', '18446744073709551616'],
    ['scenarios', []],
    ['scenarios.0.name', 'earthquake'],
    ['scenarios.0.trials', 0],
    ['scenarios.0.trials', 1.5],
    ['scenarios.1.params.modes', ['nap']],
    ['scenarios.1.workload.intents', 0],
    ['workload.intents', 0],
    ['workload.arrivals.ratePerS', 0],
    ['workload.valueBands.0.minSat', -1],
    ['workload.tiers.low', -1],
    ['workload.retryShare', 1.2],
    ['workload.feeCap.ppm', -1],
    ['workload.feeCap.minSat', -1],
    ['timing.boundsMs.L01', undefined],
    ['timing.stormMs', 0],
    ['latency.hopMs.min', 500],
    ['gate.objectives.0.metric', 'happiness'],
    ['gate.objectives.0.quantile', 1.2],
    ['selfTest.determinismShare', 2],
  ])('refuses %s = %j and says where', (path, value) => {
    const pilot = quickstart();
    for (const entry of pilot.scenarios) Object.assign(entry, { params: {}, workload: {} });
    const steps = path.split('.');
    const last = steps.pop()!;
    const parent = steps.reduce((at, step) => at[step], pilot);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
    expect(issuesOf(pilot).map((issue) => issue.path)).toContainEqual(expect.stringContaining(path));
  });

  it.each([
    ['workload.tiers', { low: 0, medium: 0, high: 0 }, 'workload.tiers', /all weights are 0/],
    ['workload.corridors.0.id', 'eu-ke', 'workload.corridors.1.id', /eu-ke is there twice/],
    ['workload.valueBands.0.minSat', 5000, 'workload.valueBands.0.minSat', /5000 is more than maxSat 999/],
    ['workload.retryAfterMs', { min: 9, max: 3 }, 'workload.retryAfterMs.min', /9 is more than max 3/],
    ['workload.retryShare', 0.99, 'workload.alteredShare', /more than 1/],
    ['workload.deadlineS', 4000, 'workload.deadlineS', /after the invoice has expired/],
    ['timing.boundsMs.L04', 70_000, 'timing.boundsMs.L04', /can never be judged/],
    ['scenarios.1.name', 'baseline', 'scenarios.1.name', /twice/],
    ['scenarios.2.params', { sugar: 1 }, 'scenarios.2.params', /sugar/],
    ['scenarios.2.params', { amountPct: 500 }, 'scenarios.2.params.amountPct', /100/],
    ['scenarios.2.workload', { deadlineS: 4000 }, 'scenarios.2.workload.deadlineS', /expired/],
    [
      'gate.objectives.0.slice',
      { scenario: 'earthquake' },
      'gate.objectives.0.slice.scenario',
      /does not play/,
    ],
  ])('checks across fields: %s = %j', (path, value, at, message) => {
    const issues = issuesOf(changed(path, value));
    expect(issues).toHaveLength(1);
    expect(issues[0]).toEqual({ path: at, message: expect.stringMatching(message) });
  });

  it('refuses unknown keys at every level', () => {
    for (const path of ['colour', 'workload.colour', 'timing.colour', 'scenarios.0.colour', 'gate.colour'])
      expect(issuesOf(changed(path, 'red'))).toEqual([
        { path: path.split('.').slice(0, -1).join('.'), message: expect.stringContaining('colour') },
      ]);
  });

  it('keeps the digits of a 64-bit seed', () => {
    expect(pilotSchema.parse(changed('seed', '18446744073709551615')).seed).toBe('18446744073709551615');
    expect(pilotSchema.parse(changed('seed', 42)).seed).toBe('42');
    expect(pilotSchema.parse(quickstart()).seed).toBeUndefined();
  });

  it('overrides whole fields of the workload and nothing else', () => {
    const pilot: Pilot = pilotSchema.parse(
      changed('scenarios.6.workload', { arrivals: { kind: 'burst', size: 5, everyMs: 100 } }),
    );
    const workload = workloadOf(pilot, pilot.scenarios[6]!);
    expect(workload.arrivals).toEqual({ kind: 'burst', size: 5, everyMs: 100 });
    expect({ ...workload, arrivals: null }).toEqual({ ...pilot.workload, arrivals: null });
    expect(workloadOf(pilot, pilot.scenarios[0]!)).toEqual(pilot.workload);
  });

  it('becomes a JSON Schema whose every field is described', () => {
    const schema = z.toJSONSchema(pilotSchema, { io: 'input' }) as JsonSchema;
    const bare = [...undescribed(schema, '')];
    expect(bare.filter((path) => /^\.(name|scenarios|workload|timing|latency|topology)/.test(path))).toEqual(
      [],
    );
  });
});

interface JsonSchema {
  description?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
}

/** Top-level fields and those of the workload's and timing's own objects; ranges and weights explain themselves. */
function* undescribed(schema: JsonSchema, at: string): Generator<string> {
  for (const [field, inner] of Object.entries(schema.properties ?? {})) {
    const path = `${at}.${field}`;
    if (inner.description === undefined && !/\.(min|max|weight|low|medium|high)$/.test(path)) yield path;
    yield* undescribed(inner, path);
    if (inner.items) yield* undescribed(inner.items, `${path}[]`);
  }
}
