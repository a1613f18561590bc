import { moment } from '#harness/replay/amount';
import { parametersInWords, plainWords } from '#harness/replay/plain-words';
import { concerned, nodeName } from '#harness/replay/replay';
import { timeline } from '#harness/replay/timeline';
import type { HistoryEvent } from '#reports/evidence/history';
import type { Violation } from '#reports/evidence/trial';
import { counted } from '#reports/gate/quantity';
import type { Verdict } from '#reports/gate/verdict-schema';
import type { FailingCase } from '#reports/render/report-model';
import type { EvidenceReader } from '#reports/store/evidence-reader';
import type { Network } from '#topologies/network';
import type { Execution } from '../execution.ts';
import { replayLine } from '../judge-run.ts';
import { eventsOf } from './evidence-queries.ts';

/** More stories than this make nobody read any; the case files and the database have the rest. */
const STORIES_MAX = 6;
/** Lines of a story around the decisive ones. */
const STORY_LINES_MAX = 60;

export interface CaseSources {
  readonly folder: string;
  readonly reader: EvidenceReader;
  readonly verdict: Verdict;
  readonly execution: Execution;
  readonly network: Network;
}

/** The first failing trial of each violated invariant, told from the evidence. */
export async function failingCases(sources: CaseSources): Promise<readonly FailingCase[]> {
  const { verdict, execution, folder, reader, network } = sources;
  const files = new Map(execution.cases.map(({ ordinal, file }) => [ordinal, file]));
  const violated = verdict.invariants.flatMap(({ id, title, first }) =>
    first === null ? [] : [{ id, title, first }],
  );
  const cases: FailingCase[] = [];
  for (const { id, title, first } of violated.slice(0, STORIES_MAX)) {
    const file = files.get(first.ordinal);
    if (file === undefined) continue;
    const events = await eventsOf(reader, first.ordinal);
    const violations = await violationsOf(reader, first.ordinal, id);
    cases.push({
      invariant: id,
      title,
      scenario: first.scenario,
      index: first.index,
      seed: first.seed,
      because: first.because,
      faults: faultLines(events, network),
      story: story(events, violations, network),
      replay: first.replay ?? replayLine(folder, file),
      file,
    });
  }
  return cases;
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

function faultLines(events: readonly HistoryEvent[], network: Network): readonly string[] {
  return events
    .filter(({ kind }) => kind === 'fault-began')
    .map(({ state, node, atMs, request, cause }) => {
      const end = events.find((each) => each.kind === 'fault-ended' && each.request === request);
      const where = node < 0 ? '' : ` on ${nodeName(network.nodes[node]?.name)}`;
      const until = end === undefined ? '' : ` to ${moment(end.atMs)} (${counted(end.amountMsat, 'effect')})`;
      const how = cause === '' || cause === '{}' ? '' : `: ${parametersInWords(cause)}`;
      return `${state}${where} from ${moment(atMs)}${until}${how}`;
    });
}

/** What concerns the intents of the first violation, cut around it when it is long. */
function story(
  events: readonly HistoryEvent[],
  violations: readonly Violation[],
  network: Network,
): FailingCase['story'] {
  const [first] = violations;
  const entries = timeline(events, {
    intents: concerned(first === undefined ? [] : [first]),
    violations: violations.slice(0, 1),
    name: (ordinal) => nodeName(network.nodes[ordinal]?.name),
  });
  const told = entries.map(({ atMs, voice, text, violated }) => ({
    atMs,
    voice,
    text,
    decisive: violated.length > 0,
  }));
  const lines = first === undefined || first.atSeq >= 0 ? told : [...told, lastWord(first, network)];
  if (lines.length <= STORY_LINES_MAX) return lines;
  const decisive = lines.findIndex((line) => line.decisive);
  const end = decisive === -1 ? lines.length : Math.min(lines.length, decisive + 10);
  return lines.slice(Math.max(0, end - STORY_LINES_MAX), Math.max(end, STORY_LINES_MAX));
}

/** What shows only when all is over has no event: the judge says it after the last one. */
function lastWord({ atMs, because }: Violation, network: Network): FailingCase['story'][number] {
  const text = plainWords(because, (ordinal) => nodeName(network.nodes[ordinal]?.name));
  return { atMs, voice: 'judge', text, decisive: true };
}
