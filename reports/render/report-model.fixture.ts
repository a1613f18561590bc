import { judge } from '../gate/judge.ts';
import type { JudgedTrial, JudgeInput, MetricSamples } from '../gate/judge-input.ts';
import { gateSchema } from '../gate/objective.ts';
import { fixtureCoverage } from './coverage.fixture.ts';
import type { FailingCase, ReportModel, ScenarioReport, Timeline } from './report-model.ts';

/** A small stream of numbers in [0, 1), the same on every machine (mulberry32). */
export function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const STORIES: Record<string, { faults: readonly string[]; story: string }> = {
  baseline: { faults: [], story: 'An ordinary day: the control that every other scenario is read against.' },
  'node-outage': {
    faults: ['node-crash', 'node-hang', 'node-flap'],
    story:
      'A payer node is upgraded, dies, hangs or flaps while payments are under way (LND restarts, 2021 and later).',
  },
  'liquidity-drain': {
    faults: ['ln-liquidity-drain'],
    story: 'Another customer empties the channels on which a corridor depends in the busiest hour.',
  },
  'delayed-events': {
    faults: ['evt-delay', 'evt-drop'],
    story: 'Settlement events arrive minutes late, or never, because a subscription stalls.',
  },
  'stale-callbacks': {
    faults: ['evt-duplicate', 'evt-reorder', 'evt-forged'],
    story: 'Callbacks come twice, late, in the wrong order, or from somebody else.',
  },
  'partial-commit': {
    faults: ['orch-crash-at', 'store-commit-unknown'],
    story: 'The orchestrator dies between two writes, or never learns whether its commit was made.',
  },
  mixed: {
    faults: ['node-crash', 'net-response-lost', 'store-slow'],
    story: 'Several things go wrong at once, as they do on the worst day of the year.',
  },
};

const KINDS = new Set(Object.values(STORIES).flatMap(({ faults }) => faults));

const INVARIANTS = [
  ['S01', 'No double settlement'],
  ['S02', 'One payment at a time'],
  ['S03', 'Fallback only after failure'],
  ['S04', 'Fee cap of the intent'],
  ['S06', 'Altered content is refused'],
  ['S09', 'Keys stay in their tenant'],
  ['S13', 'Unknown is never failed'],
  ['S14', 'Write-ahead'],
  ['S19', 'Policy before money'],
  ['S25', 'Audit completeness'],
  ['L01', 'Every intent ends'],
  ['L06', 'Reconciliation converges'],
] as const;

const INTENTS = 24;

/** A run that never took place but looks like one; `kind` says how it ends. */
export function fixtureInput(kind: 'go' | 'no-go' | 'inconclusive', trialsEach = 60): JudgeInput {
  const random = stream(7);
  const trials: JudgedTrial[] = [];
  const scenarios = Object.keys(STORIES);
  for (const scenario of scenarios)
    for (let index = 0; index < trialsEach; index++) {
      const ordinal = trials.length;
      const bad = kind === 'no-go' && scenario === 'mixed' && index % 25 === 11;
      trials.push({
        spec: { scenario, index, ordinal, seed: String(1_000_003 * (ordinal + 1)) },
        status: 'completed',
        crash: null,
        violations: bad ? [VIOLATION] : [],
        faults: STORIES[scenario]!.faults.map((fault, at) => ({
          ordinal: at,
          kind: fault,
          effects: kind === 'inconclusive' && fault === 'evt-forged' ? 0 : Math.floor(random() * 4),
        })),
        intentCount: INTENTS,
        settledCount: INTENTS - Math.floor(random() * 4),
      });
    }
  const perTrial = <T>(make: () => T) => trials.map(make);
  const samples = new Map<string, MetricSamples>([
    [
      'settle-p95',
      {
        kind: 'values',
        trials: perTrial(() => {
          const slow = random() < 0.1 ? 4 : 1;
          return Array.from({ length: INTENTS }, () =>
            Math.round(slow * (300 + 900 * -Math.log(1 - random()))),
          );
        }),
      },
    ],
    [
      'fee-rate-small',
      {
        kind: 'ratios',
        trials: perTrial(() => ({ numerator: 400 + 500 * random(), denominator: 400_000 })),
      },
    ],
    [
      'auto-recovery',
      {
        kind: 'ratios',
        trials: perTrial(() => ({
          numerator: random() < (kind === 'go' ? 0.01 : 0.12) ? 5 : 6,
          denominator: 6,
        })),
      },
    ],
    ['no-duplicates', { kind: 'counts', trials: perTrial(() => 0) }],
    [
      'manual-low-tier',
      {
        kind: 'ratios',
        trials: perTrial(() => ({ numerator: kind === 'no-go' && random() < 0.5 ? 3 : 0, denominator: 14 })),
      },
    ],
  ]);
  return {
    gate: gateSchema.parse({
      safety: { claim: { maxRate: 0.01, confidence: 0.95 } },
      objectives: [
        { id: 'settle-p95', metric: 'settlement_latency_ms', quantile: 0.95, max: 8_000 },
        { id: 'fee-rate-small', metric: 'fee_rate_ppm', slice: { band: '<10k' }, max: 2_500 },
        { id: 'auto-recovery', metric: 'auto_recovery_ratio', min: 0.98 },
        { id: 'no-duplicates', metric: 'duplicate_settlements', max: 0 },
        { id: 'manual-low-tier', metric: 'manual_intervention_ratio', slice: { tier: 'low' }, max: 0.02 },
        { id: 'unknown-p99', metric: 'unknown_age_ms', quantile: 0.99, max: 60_000, level: 'warn' },
      ],
    }),
    environment: 'sim',
    seed: '20240611',
    historyHash: '9f3c1d0b7a5e4c2899aa04d1e6b7f3c2a1908d7e6f5b4c3d2e1f0a9b8c7d6e5f',
    scenarios: scenarios.map((name) => ({ name, trials: trialsEach, expectedFaults: STORIES[name]!.faults })),
    trials,
    invariants: INVARIANTS.map(([id, title]) => ({
      id,
      title,
      kind: id.startsWith('L') ? ('liveness' as const) : ('safety' as const),
      examinedTrials: kind === 'inconclusive' && id === 'S09' ? 0 : trials.length - 17,
    })),
    samples,
    selfTest: {
      mode: 'sample',
      mutants: [
        {
          id: 'double-dispatch',
          title: 'dispatches again on a time-out',
          expected: 'S02',
          caughtBy: 'S02',
          trials: 3,
        },
        {
          id: 'key-without-tenant',
          title: 'forgets the tenant of a key',
          expected: 'S09',
          caughtBy: 'S09',
          trials: 1,
        },
        {
          id: 'persist-after-send',
          title: 'writes after it sends',
          expected: 'S14',
          caughtBy: kind === 'inconclusive' ? null : 'S14',
          trials: kind === 'inconclusive' ? 60 : 2,
        },
      ],
      canaries: [{ id: 'zero-fault', title: '5 trials without any fault', asExpected: true }],
    },
    determinism: { sampled: 21, differing: [] },
    coverage: fixtureCoverage(kind, [...KINDS, 'policy-flip'], KINDS),
    unavailableFaults: [],
    problems: [],
    replayLines: new Map(
      trials
        .filter(({ violations }) => violations.length > 0)
        .map(({ spec }) => [
          spec.ordinal,
          `npx fulgurite replay runs/quickstart-20240611/cases/S03-mixed-${spec.index}.json`,
        ]),
    ),
  };
}

const VIOLATION = {
  invariant: 'S03',
  atSeq: 412,
  atMs: 48_210,
  intents: [17],
  because:
    'Intent 17: attempt 2 left for node lnd-b at 48.2 s while attempt 1 on node lnd-a was still in flight; both HTLC sets settled.',
};

export function fixtureModel(kind: 'go' | 'no-go' | 'inconclusive'): ReportModel {
  const input = fixtureInput(kind);
  const verdict = judge(input);
  return {
    verdict,
    run: {
      pilot: {
        name: 'quickstart',
        description: 'Every scenario once an hour of a busy day, on a 100-node part of the real network.',
        hash: '4b7e0d1c2f3a49586776859403a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f504',
      },
      topology: { name: 'ln_100', hash: 'aa11'.repeat(16), nodes: 100, channels: 1_211 },
      policy: { name: 'pilot-default, version 3', hash: 'c0de'.repeat(16) },
      gateHash: 'be11'.repeat(16),
      commit: '3f9d2c1a7b6e5d4c3b2a19087f6e5d4c3b2a1908',
      dirty: kind === 'inconclusive',
      command: 'npx fulgurite run quickstart --seed 20240611',
      startedAt: '2024-06-11T09:30:00Z',
      wallMs: 21_400,
      environment: [
        { name: 'environment', value: 'sim (deterministic simulation)' },
        { name: 'fulgurite', value: '0.1.0' },
        { name: 'node', value: '24.21.0' },
        { name: 'platform', value: 'linux x64, 2 cores' },
      ],
      artefacts: [
        { file: 'evidence.duckdb', sha256: '01ab'.repeat(16) },
        { file: 'plan.json', sha256: '23cd'.repeat(16) },
      ],
    },
    scenarios: input.scenarios.map(({ name }, at) => scenarioReport(name, at)),
    metrics: METRIC_TABLES,
    latency: input.scenarios.map(({ name }, at) => ({
      scenario: name,
      samples: 1_300 - at * 17,
      p05Ms: 240 + at * 11,
      p25Ms: 410 + at * 30,
      p50Ms: 690 + at * 70,
      p75Ms: 1_250 + at * 260,
      p95Ms: 2_900 + at * 760,
      p99Ms: 5_200 + at * 2_900,
    })),
    latencyLimits: [{ label: 'p95 limit 8 s', ms: 8_000 }],
    reconciliation: [],
    reconciliationLimits: [],
    feeBands: [
      { band: '<1k', settled: 2_210, amountMsat: 1_100_000_000, ppm: 2_940, limitPpm: null },
      { band: '<10k', settled: 4_107, amountMsat: 18_400_000_000, ppm: 1_624, limitPpm: 2_500 },
      { band: '<100k', settled: 1_816, amountMsat: 61_000_000_000, ppm: 512, limitPpm: null },
      { band: '>=100k', settled: 214, amountMsat: 44_000_000_000, ppm: 208, limitPpm: null },
    ],
    cases: kind === 'no-go' ? [CASE] : [],
    blindSpots: [
      'Real daemons: this run is a simulation. Start it again with --env docker for LND, Core Lightning and Eclair.',
      'On-chain fees, swaps and key management.',
    ],
  };
}

function scenarioReport(name: string, at: number): ScenarioReport {
  const settled = 1_300 - at * 23;
  return {
    name,
    story: STORIES[name]!.story,
    outcomes: [
      { state: 'settled', count: settled },
      { state: 'failed', count: 70 + at * 9 },
      { state: 'declined', count: 41 },
      { state: 'awaiting_approval', count: 12 },
      { state: 'in_doubt', count: at * 2 },
    ],
    timeline: timeline(name, at),
  };
}

const BIN_MS = 2_000;
const BINS = 90;

function timeline(name: string, at: number): Timeline {
  const random = stream(100 + at);
  const faults = STORIES[name]!.faults.map((kind, index) => ({
    kind,
    fromMs: 18_000 + index * 26_000,
    toMs: 18_000 + index * 26_000 + 14_000 * ((at % 3) + 1) * 0.6,
    effects: 1 + Math.floor(random() * 5),
  }));
  const struck = (bin: number) =>
    faults.some(({ fromMs, toMs }) => bin * BIN_MS >= fromMs && bin * BIN_MS < toMs);
  const bins = Array.from({ length: BINS }, (_, bin) => bin);
  const arrivals = bins.map((bin) => (bin < 60 ? Math.floor(random() * 5) : 0));
  let open = 0;
  const settled = bins.map((bin) => {
    open += arrivals[bin]!;
    const done = struck(bin) ? Math.min(open, Math.floor(random() * 2)) : Math.min(open, 4);
    open -= done;
    return done;
  });
  return {
    trialIndex: 4,
    seed: String(1_000_003 * (at * 60 + 5)),
    binMs: BIN_MS,
    durationMs: BIN_MS * BINS,
    arrivals,
    settled,
    failed: bins.map((bin) => (struck(bin) && random() < 0.3 ? 1 : 0)),
    inDoubt: bins.map((bin) => (struck(bin) ? 1 + Math.floor(random() * 4) : 0)),
    faults,
    healMs: faults.length === 0 ? null : 120_000,
  };
}

const METRIC_TABLES: ReportModel['metrics'] = [
  {
    id: 'settlement_latency_ms',
    title: 'Settlement latency',
    meaning: 'From the intended submission to settled in the ledger, of settled intents.',
    columns: [
      { name: 'slice', unit: 'text' },
      { name: 'p50', unit: 'ms' },
      { name: 'p95', unit: 'ms' },
      { name: 'samples', unit: 'count' },
    ],
    groups: [
      {
        by: 'The whole run',
        rows: [
          ['all', 812, 4_310, 8_347],
          ['tier low', 655, 2_980, 6_120],
          ['tier medium', 1_240, 5_877, 1_985],
          ['tier high', 61_300, { doubtful: 184_000 }, 242],
        ],
      },
    ],
  },
  {
    id: 'fee_rate_ppm',
    title: 'Effective fee rate',
    meaning: 'Fees paid divided by amounts delivered, over settled intents.',
    columns: [
      { name: 'band', unit: 'text' },
      { name: 'rate', unit: 'ppm' },
      { name: 'amount', unit: 'msat' },
      { name: 'settled', unit: 'count' },
    ],
    groups: [
      {
        by: 'The whole run',
        rows: [
          ['<1k', 2_940, 1_100_000_000, 2_210],
          ['<10k', 1_624, 18_400_000_000, 4_107],
          ['<100k', 512, 61_000_000_000, 1_816],
          ['>=100k', 208, 44_000_000_000, 214],
        ],
      },
    ],
  },
  {
    id: 'route_failure_ratio',
    title: 'Route failures and automatic recovery',
    meaning:
      'Definitive routing failures ÷ definitively ended attempts; of intents with trouble, the share that settled without a person.',
    columns: [
      { name: 'scenario', unit: 'text' },
      { name: 'route failures', unit: 'ratio' },
      { name: 'recovered', unit: 'ratio' },
      { name: 'intents in trouble', unit: 'count' },
    ],
    groups: [
      {
        by: 'The whole run',
        rows: [
          ['baseline', 0.021, 'no sample', 0],
          ['node-outage', 0.084, 0.991, 412],
          ['liquidity-drain', 0.153, 0.987, 388],
        ],
      },
    ],
  },
  {
    id: 'manual_intervention_ratio',
    title: 'Manual interventions',
    meaning:
      'Share of intents that raised an exception for an operator; approvals that the tier requires are counted apart.',
    columns: [
      { name: 'tier', unit: 'text' },
      { name: 'interventions', unit: 'ratio' },
      { name: 'required approvals', unit: 'ratio' },
      { name: 'intents', unit: 'count' },
    ],
    groups: [
      {
        by: 'The whole run',
        rows: [
          ['low', 0.0004, 0, 7_310],
          ['medium', 0.0021, 0.031, 2_110],
          ['high', 0.0102, 1, 380],
        ],
      },
    ],
  },
  {
    id: 'reconciliation_ms',
    title: 'Reconciliation time',
    meaning: 'From the first moment at which ledger and node disagree to their agreement.',
    columns: [
      { name: 'scenario', unit: 'text' },
      { name: 'p50', unit: 'ms' },
      { name: 'p95', unit: 'ms' },
      { name: 'max', unit: 'ms' },
      { name: 'open', unit: 'count' },
    ],
    groups: [
      {
        by: 'The whole run',
        rows: [
          ['partial-commit', 2_210, 9_800, 31_000, 0],
          ['mixed', 3_120, 14_600, 44_200, 0],
        ],
      },
    ],
  },
];

const CASE: FailingCase = {
  invariant: 'S03',
  title: 'Fallback only after failure',
  scenario: 'mixed',
  index: 11,
  seed: '372001116',
  because: VIOLATION.because,
  minimised: { faults: 1, payments: 1, nodes: 3, channels: 2 },
  faults: [
    'net-response-lost on lnd-a from 47.9 s for 5 s (1 effect)',
    'node-hang on lnd-a from 48.0 s for 9 s (2 effects)',
  ],
  story: [
    {
      atMs: 47_320,
      voice: 'client',
      text: 'tenant acme submits intent 17: 25,000 sat to payee-3, fee cap 125 sat',
      decisive: false,
    },
    { atMs: 47_334, voice: 'ledger', text: 'policy allows it (rule low-tier-auto)', decisive: false },
    { atMs: 47_341, voice: 'ledger', text: 'attempt 1 on lnd-a is durable', decisive: false },
    { atMs: 47_342, voice: 'wire', text: 'pay leaves for lnd-a', decisive: false },
    { atMs: 47_352, voice: 'world', text: 'lnd-a accepts the payment; its HTLC is out', decisive: false },
    { atMs: 47_900, voice: 'world', text: 'fault: the answer of lnd-a is lost', decisive: false },
    { atMs: 48_204, voice: 'ledger', text: 'attempt 1 is marked failed (time-out)', decisive: false },
    {
      atMs: 48_210,
      voice: 'wire',
      text: 'pay leaves for lnd-b while attempt 1 is in flight',
      decisive: true,
    },
    {
      atMs: 49_877,
      voice: 'world',
      text: 'payee-3 releases the preimage: both HTLC sets settle',
      decisive: false,
    },
  ],
  replay: 'npx fulgurite replay runs/quickstart-20240611/cases/S03-mixed-11.json',
  file: 'cases/S03-mixed-11.json',
};
