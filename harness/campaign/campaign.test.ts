import { expect, it } from 'vitest';
import { CANARY, mutantNamed } from '../mutants/registry.ts';
import { caseSchema } from '../replay/case-file.ts';
import { Interrupted } from '../run/interrupted.ts';
import type { RunProgress } from '../run/progress.ts';
import { type CampaignRequest, runCampaign } from './campaign.ts';
import { campaignDocument, campaignTable, median } from './campaign-table.ts';
import { claimants } from './hunt.ts';

function campaign(more: Partial<CampaignRequest>, notes: string[] = []) {
  const progress: RunProgress = { stage() {}, advance() {}, note: (line) => notes.push(line), end() {} };
  return runCampaign({
    mutants: ['key-without-tenant', 'kill-switch-at-the-door', 'memo-normalised'].map(mutantNamed),
    seed: '1',
    trialsMax: 20,
    workers: 1,
    signal: new AbortController().signal,
    progress,
    controlTrials: 1,
    ...more,
  });
}

const untimed = ({ mutants, ...rest }: Awaited<ReturnType<typeof campaign>>) => ({
  ...rest,
  mutants: mutants.map((mutant) => ({ ...mutant, seconds: 0 })),
});

it('kills, shrinks and tells, the same with any number of workers', async () => {
  const notes: string[] = [];
  const one = await campaign({ cases: { commit: null } }, notes);
  const two = await campaign({ workers: 2, cases: { commit: null } });
  expect(untimed(two)).toEqual(untimed(one));
  const red = { killedBy: expect.toBeOneOf(claimants(CANARY)), trials: 1 };
  expect(one).toMatchObject({ killed: 3, passed: true, canary: red });
  expect(notes[0]).toMatch(/^✓ key-without-tenant: S09, trial \d+$/);
  for (const { id, shrunk, replayable } of one.mutants) {
    expect(shrunk!.faults).toBeLessThanOrEqual(3);
    expect(caseSchema.parse(JSON.parse(JSON.stringify(replayable)))).toMatchObject({ mutant: id });
  }
  expect(campaignTable(one)).toMatch(/killed 3 of 3; median .*\ncanary pays-twice: red .*\ncontrol: green/);
  expect(campaignDocument(one)).toMatchObject({
    killed: 3,
    total: 3,
    mutants: [{ id: 'key-without-tenant', killedBy: 'S09', trials: 1, shrunkFaults: 0 }, {}, {}],
    canary: { red: true },
    control: { green: true, exceptions: 0, violations: 0 },
    seed: '1',
  });
});

it('a survivor fails the campaign', async () => {
  // One trial is not enough for it with this seed.
  const notes: string[] = [];
  const result = await campaign({ mutants: [mutantNamed('late-event-reopens')], trialsMax: 1 }, notes);
  expect(result).toMatchObject({ passed: false, killed: 0, mutants: [{ killedBy: null, shrunk: null }] });
  expect(notes).toEqual(['✗ late-event-reopens: survived 1 trial']);
  expect(campaignTable(result)).toMatch(/SURVIVED.*\n\nkilled 0 of 1\nlate-event-reopens survived 1 trial\n/);
});

it('an interruption ends it', async () => {
  await expect(campaign({ signal: AbortSignal.abort() })).rejects.toThrow(Interrupted);
});

it('the median is the middle, or between the two in the middle', () => {
  expect([[3, 1, 2], [4, 1], []].map(median)).toEqual([2, 2.5, null]);
});
