import { runPlan } from '#harness/sim/trial';
import { decodeHistory } from '#reports/evidence/encoded-history';
import type { TrialResult, Violation } from '#reports/evidence/trial';
import type { CaseFile } from './case-file.ts';
import type { NodeNames } from './node-names.ts';
import type { ReadCase } from './read-case.ts';
import { type TimelineEntry, timeline } from './timeline.ts';

export interface Replay {
  readonly recorded: CaseFile;
  readonly migratedFrom: number | null;
  readonly result: TrialResult;
  /** The same history, byte for byte. */
  readonly sameBytes: boolean;
  /** It violates at least one of the invariants that were recorded. */
  readonly reproduces: boolean;
  /** It violates something, recorded or not. */
  readonly violates: boolean;
  readonly story: readonly TimelineEntry[];
  readonly name: NodeNames;
}

export interface ReplayOptions {
  /** Tell every intent, not only those that the violations name. */
  readonly everyIntent: boolean;
}

/** Runs the trial of a case again in the simulation, with its mutant if it has one, and tells it. */
export function replay(read: ReadCase, options: ReplayOptions): Replay {
  const { recorded, plan } = read;
  return told(read, runPlan(plan, recorded.spec, optionsOf(recorded)), options);
}

/** The same in the environment in which it was recorded. */
export async function replayWhereRecorded(read: ReadCase, options: ReplayOptions): Promise<Replay> {
  const { recorded, plan } = read;
  if (recorded.environment !== 'emulated') return replay(read, options);
  // Servers and clients of three daemons: not before they are needed.
  const emulated = await import('#harness/emulated/run-trial');
  return told(read, await emulated.runPlan(plan, recorded.spec, optionsOf(recorded)), options);
}

function optionsOf({ mutant }: CaseFile): Parameters<typeof runPlan>[2] {
  return { history: 'keep', ...(mutant === null ? {} : { mutant }) };
}

function told(
  { recorded, plan, migratedFrom }: ReadCase,
  result: TrialResult,
  options: ReplayOptions,
): Replay {
  const name: NodeNames = (ordinal) => nodeName(plan.network.nodes[ordinal]?.name);
  const story = timeline([...decodeHistory(result.history)], {
    intents: options.everyIntent ? null : concerned([...result.violations, ...recorded.expected.violations]),
    violations: result.violations,
    name,
  });
  return {
    recorded,
    migratedFrom,
    result,
    sameBytes: result.historyHash === recorded.expected.historyHash,
    reproduces: reproduces(recorded.expected.violations, result.violations),
    violates: result.violations.length > 0,
    story,
    name,
  };
}

/** Those that a violation names; every intent when there is no violation to ask about. */
export function concerned(violations: readonly Violation[]): ReadonlySet<number> | null {
  return violations.length === 0 ? null : new Set(violations.flatMap((violation) => violation.intents));
}

function reproduces(expected: readonly Violation[], seen: readonly Violation[]): boolean {
  const wanted = new Set(expected.map(({ invariant }) => invariant));
  return seen.some(({ invariant }) => wanted.has(invariant));
}

/** Public keys are shortened for people. */
export function nodeName(name: string | undefined): string {
  if (name === undefined) return 'nobody';
  return /^[0-9a-f]{66}$/.test(name) ? `${name.slice(0, 8)}…` : name;
}
