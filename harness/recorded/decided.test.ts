import { describe, expect, it, onTestFinished } from 'vitest';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import { ClnReplay } from './cln/replay.fixture.ts';
import { decideTrial } from './decided.fixture.ts';
import { EclairReplay } from './eclair/replay.fixture.ts';
import { trialsOf } from './items.ts';
import { LndReplay } from './lnd/replay.fixture.ts';
import { RECORDED_DAEMONS } from './recordings.ts';
import { concludeTrials } from './trial-verdict.fixture.ts';

const REPLAYS = { cln: ClnReplay, lnd: LndReplay, eclair: EclairReplay } as const;

describe.each(RECORDED_DAEMONS)('what the orchestrator decides from the trials of %s', (daemon) => {
  it('never a second payment of what was paid, never an end that is none; a phantom waits for a person', async () => {
    const trials = trialsOf(daemon);
    const concluded = await concludeTrials(trials, await REPLAYS[daemon].start(onTestFinished));
    const wrong: string[] = [];
    const waits: string[] = [];
    for (const trial of trials) {
      const { id, paid } = trial;
      const { status, sentThrough } = decideTrial(daemon, concluded.get(id)!);
      const last = concluded.get(id)!.lookups.at(-1);
      if (paid && sentThrough.includes('b')) wrong.push(`${id}: paid, and sent through a second node`);
      if (paid && status !== 'settled' && last?.kind !== 'in_flight') wrong.push(`${id}: paid, ${status}`);
      if (!paid && status === 'settled') wrong.push(`${id}: unpaid, settled`);
      if (last?.kind !== 'in_flight') continue;
      waits.push(id);
      if (status !== 'in_doubt' && status !== 'in_flight') wrong.push(`${id}: in flight, ${status}`);
    }
    expect(wrong).toEqual([]);
    // 42 and 5 of LND (lnd-observed.md §5a), 23 and their second look of Eclair, and one that was held.
    expect(waits).toHaveLength({ lnd: 47, cln: 27, eclair: 47 }[daemon]);
  });
});

it('a failure that nobody confirms would be seen', () => {
  const failed: NodeAnswer = { kind: 'failed', reason: 'timeout', epoch: '', record: '1' };
  expect(decideTrial('cln', { call: null, lookups: [failed] }).sentThrough).toEqual(['a', 'b']);
});
