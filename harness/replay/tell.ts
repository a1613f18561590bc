import type { HistoryEvent } from '#reports/evidence/history';
import type { Violation } from '#reports/evidence/trial';
import { counted } from '#reports/gate/quantity';
import { moment } from './amount.ts';
import type { NodeNames } from './node-names.ts';
import { parametersInWords, plainWords } from './plain-words.ts';
import { concerned } from './replay.ts';
import { timeline } from './timeline.ts';

/** Lines of a story around the decisive ones. */
const STORY_LINES_MAX = 60;

export interface ToldLine {
  readonly atMs: number;
  /** Who speaks: client, ledger, wire, world; judge for what shows only at the end. */
  readonly voice: string;
  readonly text: string;
  /** The line at which the violation shows. */
  readonly decisive: boolean;
}

/** Each fault that began, one a line: what, where, from when to when, with how many effects. */
export function faultLines(events: readonly HistoryEvent[], name: NodeNames): string[] {
  return events
    .filter(({ kind }) => kind === 'fault-began')
    .map(({ state, node, atMs, request, cause }) => {
      const end = events.find((each) => each.kind === 'fault-ended' && each.request === request);
      const where = node < 0 ? '' : ` on ${name(node)}`;
      const until = end === undefined ? '' : ` to ${moment(end.atMs)} (${counted(end.amountMsat, 'effect')})`;
      const how = cause === '' || cause === '{}' ? '' : `: ${parametersInWords(cause)}`;
      return `${state}${where} from ${moment(atMs)}${until}${how}`;
    });
}

/** What concerns the intents of the first violation, cut around it when it is long. */
export function storyOf(
  events: readonly HistoryEvent[],
  violations: readonly Violation[],
  name: NodeNames,
): ToldLine[] {
  const [first] = violations;
  const entries = timeline(events, {
    intents: concerned(first === undefined ? [] : [first]),
    violations: violations.slice(0, 1),
    name,
  });
  const told = entries.map(({ atMs, voice, text, violated }) => ({
    atMs,
    voice,
    text,
    decisive: violated.length > 0,
  }));
  const lines = first === undefined || first.atSeq >= 0 ? told : [...told, lastWord(first, name)];
  if (lines.length <= STORY_LINES_MAX) return lines;
  const decisive = lines.findIndex((line) => line.decisive);
  const end = decisive === -1 ? lines.length : Math.min(lines.length, decisive + 10);
  return lines.slice(Math.max(0, end - STORY_LINES_MAX), Math.max(end, STORY_LINES_MAX));
}

/** What shows only when all is over has no event: the judge says it after the last one. */
function lastWord({ atMs, because }: Violation, name: NodeNames): ToldLine {
  return { atMs, voice: 'judge', text: plainWords(because, name), decisive: true };
}
