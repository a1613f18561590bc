import { join } from 'node:path';
import { readCase } from '#harness/replay/read-case';
import { nodeName } from '#harness/replay/replay';
import { faultLines, storyOf } from '#harness/replay/tell';
import type { Violation } from '#reports/evidence/trial';
import type { Verdict } from '#reports/gate/verdict-schema';
import type { FailingCase } from '#reports/render/report-model';
import type { EvidenceReader } from '#reports/store/evidence-reader';
import type { Execution } from '../execution.ts';
import { replayLine } from '../judge-run.ts';
import { eventsOf } from './evidence-queries.ts';

/** More stories than this make nobody read any; the case files and the database have the rest. */
const STORIES_MAX = 6;

export interface CaseSources {
  readonly folder: string;
  readonly reader: EvidenceReader;
  readonly verdict: Verdict;
  readonly execution: Execution;
}

/**
 * The first failing trial of each violated invariant. Where its case was shrunk to this very violation, the small trial is
 * told, as its case file has it; else the trial as it was, from the evidence.
 */
export async function failingCases(sources: CaseSources): Promise<readonly FailingCase[]> {
  const { verdict, execution, folder, reader } = sources;
  const cases = new Map(execution.cases.map((each) => [each.ordinal, each]));
  const violated = verdict.invariants.flatMap(({ id, title, first }) =>
    first === null ? [] : [{ id, title, first }],
  );
  const told: FailingCase[] = [];
  for (const { id, title, first } of violated.slice(0, STORIES_MAX)) {
    const written = cases.get(first.ordinal);
    if (written === undefined) continue;
    const small = written.invariant === id;
    const file = small ? written.file : written.original;
    told.push({
      invariant: id,
      title,
      scenario: first.scenario,
      index: first.index,
      seed: first.seed,
      because: first.because,
      ...((small ? smallCase(folder, file) : null) ?? (await fromEvidence(reader, first.ordinal, id))),
      replay: replayLine(folder, file),
      file,
    });
  }
  return told;
}

type Told = Pick<FailingCase, 'faults' | 'story' | 'minimised'>;

function smallCase(folder: string, file: string): Told | null {
  const { told, minimised } = readCase(join(folder, file)).recorded;
  if (told === null || minimised === null) return null;
  const { faults, payments, nodes, channels } = minimised;
  return { ...told, minimised: { faults, payments, nodes, channels } };
}

async function fromEvidence(reader: EvidenceReader, trial: number, invariant: string): Promise<Told> {
  const events = await eventsOf(reader, trial);
  const rows = await reader.rows(
    'SELECT n.node, n.name FROM nodes AS n JOIN trials AS t USING (topology) WHERE t.trial = $1',
    [trial],
  );
  const names = new Map(rows.map(([node, name]) => [node as number, name as string]));
  const name = (ordinal: number) => nodeName(names.get(ordinal));
  const violations = await violationsOf(reader, trial, invariant);
  return { faults: faultLines(events, name), story: storyOf(events, violations, name) };
}

async function violationsOf(
  reader: EvidenceReader,
  trial: number,
  invariant: string,
): Promise<readonly Violation[]> {
  const rows = await reader.rows(
    'SELECT at_seq, at_ms, intents, because FROM violations WHERE trial = $1 AND invariant = $2 ORDER BY violation',
    [trial, invariant],
  );
  return rows.map(([atSeq, atMs, intents, because]) => ({
    invariant,
    atSeq: atSeq as number,
    atMs: atMs as number,
    intents: intents === '' ? [] : (intents as string).split(',').map(Number),
    because: because as string,
  }));
}
