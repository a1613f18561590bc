import type { ControlOutcome } from '#harness/campaign/control';
import { runJob } from './child.ts';
import type { Figure } from './figure.ts';

interface CampaignRun {
  readonly killed: number;
  readonly total: number;
  readonly survivors: readonly string[];
  readonly trialsMost: number;
  readonly trialsMedian: number;
  readonly faultsMedian: number;
  readonly canaryRed: boolean;
  readonly control: ControlOutcome;
  readonly seconds: number;
}

/** Whether the suite sees what it must see, and nothing that is not there: one job, because it is one campaign. */
export const CAMPAIGN_FIGURES = {
  ids: [
    'mutants-killed',
    'mutants-trials-most',
    'mutants-trials-median',
    'mutants-shrunk-faults',
    'control-false-alarms',
    'control-settled',
    'control-intents',
  ],
  async measure(): Promise<readonly Figure[]> {
    const run = await runJob<CampaignRun>('campaign');
    const { intents, settled, exceptions, violations, crashes, trials } = run.control;
    const canary = `canary ${run.canaryRed ? 'red' : 'NOT RED'}`;
    const survivors = run.survivors.length === 0 ? '' : `, survivors: ${run.survivors.join(', ')}`;
    return [
      {
        id: 'mutants-killed',
        what: 'planted mutants killed',
        value: run.killed,
        unit: `of ${run.total}`,
        bar: { op: '=', value: run.total },
        note: `${canary}${survivors}; ${run.seconds.toFixed(0)} s, shrinking included`,
      },
      {
        id: 'mutants-trials-most',
        what: 'most trials that a mutant took',
        value: run.trialsMost,
        unit: 'trials',
        bar: { op: '<=', value: 2_000 },
        note: '',
      },
      {
        id: 'mutants-trials-median',
        what: 'median trials to kill a mutant',
        value: run.trialsMedian,
        unit: 'trials',
        bar: { op: '<=', value: 99 },
        note: '',
      },
      {
        id: 'mutants-shrunk-faults',
        what: 'faults left in the shrunk case, median over the mutants',
        value: run.faultsMedian,
        unit: 'faults',
        bar: { op: '<=', value: 3 },
        note: '',
      },
      {
        id: 'control-false-alarms',
        what: 'zero-fault control: violations, exceptions and crashes',
        value: violations + exceptions + crashes,
        unit: '',
        bar: { op: '=', value: 0 },
        note: `${violations} violations, ${exceptions} exceptions, ${crashes} crashed of ${trials} trials`,
      },
      {
        id: 'control-settled',
        what: 'zero-fault control: intents settled',
        value: (settled / intents) * 100,
        unit: '%',
        bar: { op: '=', value: 100 },
        note: `${settled} of ${intents}`,
      },
      {
        id: 'control-intents',
        what: 'zero-fault control: intents',
        value: intents,
        unit: '',
        bar: { op: '>=', value: 10_000 },
        note: '',
      },
    ];
  },
};
