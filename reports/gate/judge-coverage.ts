import { askedFrom, type CoverageId, trialsAsked } from './coverage-quotas.ts';
import type { CoverageSeen, JudgeInput, SeenIn } from './judge-input.ts';
import { counted, grouped } from './quantity.ts';
import type { CoverageResult, PairResult, QuotaResult, QuotaStatus } from './verdict-schema.ts';

type Item = CoverageSeen['items'][number];
type Kind = CoverageResult['kinds'][number];

/**
 * The quotas C01 to C15: a clean run says little about what it never met. Completed trials are the length of the run and
 * the unit of every quota.
 */
export function judgeCoverage(input: JudgeInput): CoverageResult {
  const { coverage, gate } = input;
  const trials = input.trials.filter(({ status }) => status === 'completed').length;
  const { mode, perThousand } = gate.coverage;
  const asked = (id: CoverageId) => ({
    perThousand: perThousand[id],
    needed: trialsAsked(perThousand[id], trials),
  });
  const kinds = judgeKinds(input, asked('C14'));
  const pairs = judgePairs(coverage, asked('C15'));
  const quotas = coverage.items.map((item) => {
    const quota = asked(item.id);
    if (item.notApplicable !== null) return shelved(item, quota, 'not-applicable', item.notApplicable);
    if (item.per === 'kind') return ofParts(item, quota, trials, 'kind', kinds.map(named));
    if (item.per === 'pair') return ofParts(item, quota, trials, 'pair', pairs.flatMap(reachable));
    return ofRun(item, quota, trials);
  });
  return { mode, quotas, kinds, pairs };
}

interface Asked {
  readonly perThousand: number;
  readonly needed: number;
}

function statusOf({ perThousand, needed }: Asked, seen: number, unplayable: boolean): QuotaStatus {
  if (perThousand === 0) return 'not-asked';
  if (seen > 0 && seen >= needed) return 'met';
  if (unplayable && seen === 0) return 'unplayable';
  return needed === 0 ? 'too-short' : 'unmet';
}

function judgeKinds({ coverage, trials }: JudgeInput, asked: Asked): Kind[] {
  const seen = new Map<string, { trials: number; times: number }>();
  for (const { status, faults } of trials) {
    if (status !== 'completed') continue;
    const effects = new Map<string, number>();
    for (const fault of faults) effects.set(fault.kind, (effects.get(fault.kind) ?? 0) + fault.effects);
    for (const [kind, times] of effects) {
      const sum = seen.get(kind) ?? { trials: 0, times: 0 };
      if (times > 0) seen.set(kind, { trials: sum.trials + 1, times: sum.times + times });
    }
  }
  return coverage.kinds.map(({ kind, unplayable }) => {
    const { trials: inTrials, times } = seen.get(kind) ?? { trials: 0, times: 0 };
    return { kind, status: statusOf(asked, inTrials, unplayable !== null), trials: inTrials, times };
  });
}

function judgePairs({ pairs }: CoverageSeen, asked: Asked): PairResult[] {
  return pairs.map(({ state, faultClass, unreachable, unplayable, seen }) => {
    const { trials, times } = sumOf(seen);
    // What nobody is asked for and came about all the same is shown, and never too little.
    if (unreachable !== null) {
      const status = trials === 0 ? 'unreachable' : 'met';
      return { state, faultClass, status, trials, times, because: unreachable };
    }
    const status = statusOf(asked, trials, unplayable !== null) as PairResult['status'];
    return { state, faultClass, status, trials, times, because: status === 'unplayable' ? unplayable : null };
  });
}

function sumOf(seen: readonly SeenIn[]): { readonly trials: number; readonly times: number } {
  return {
    trials: seen.reduce((sum, { trials }) => sum + trials, 0),
    times: seen.reduce((sum, { times }) => sum + times, 0),
  };
}

const bare = ({ id, title, meaning }: Item) => ({ id, title, meaning });

function shelved(item: Item, asked: Asked, status: QuotaStatus, because: string): QuotaResult {
  return {
    ...bare(item),
    ...asked,
    status,
    ...sumOf(item.seen),
    parts: null,
    scenarios: [],
    because,
    needsMoreTrials: null,
  };
}

function ofRun(item: Item, asked: Asked, trials: number): QuotaResult {
  const seen = sumOf(item.seen);
  const status = statusOf(asked, seen.trials, item.unplayable !== null);
  const scenarios = item.seen
    .map(({ scenario, trials: inTrials }) => ({ scenario, trials: inTrials }))
    .toSorted((one, other) => other.trials - one.trials);
  const needsMoreTrials = status === 'unmet' ? moreTrials(asked.needed, seen.trials, trials) : null;
  const because = inWords(item, asked, status, seen.trials, scenarios[0]?.scenario ?? null);
  return { ...bare(item), ...asked, status, ...seen, parts: null, scenarios, because, needsMoreTrials };
}

function inWords(
  item: Item,
  { perThousand, needed }: Asked,
  status: QuotaStatus,
  seen: number,
  best: string | null,
): string {
  switch (status) {
    case 'met':
      return `Seen in ${counted(seen, 'trial')}; ${grouped(Math.max(1, needed))} asked.`;
    case 'unmet':
      return `Seen in ${counted(seen, 'trial')}; ${grouped(needed)} asked (${perThousand} of 1,000). ${
        best === null
          ? 'Play more trials of the scenarios that can bring it about'
          : `Play more trials; ${best} meets it most`
      }, or set gate.coverage.perThousand.${item.id} to 0 if the pilot is not about it.`;
    case 'too-short':
      return `Seen in ${counted(seen, 'trial')}; asked of runs from ${counted(askedFrom(perThousand) ?? 0, 'trial')} on.`;
    case 'unplayable':
      return `Nothing in this run brings it about: ${item.unplayable}.`;
    default:
      return `Seen in ${counted(seen, 'trial')}; the gate asks for none.`;
  }
}

interface Part {
  readonly name: string;
  readonly status: QuotaStatus;
  readonly trials: number;
  readonly times: number;
}

function named({ kind, ...rest }: Kind): Part {
  return { name: kind, ...rest };
}

function reachable({ state, faultClass, status, trials, times }: PairResult): readonly Part[] {
  return status === 'unreachable' ? [] : [{ name: `${state} × ${faultClass}`, status, trials, times }];
}

/** Worst first: what the whole is if one of its parts is that. */
const OF_PARTS = ['unmet', 'too-short', 'unplayable', 'met'] as const satisfies QuotaStatus[];

/** C14 and C15: met when every part is. Parts that the run cannot play are counted and named, never dropped. */
function ofParts(
  item: Item,
  asked: Asked,
  trials: number,
  noun: 'kind' | 'pair',
  parts: readonly Part[],
): QuotaResult {
  const of = (status: QuotaStatus) => parts.filter((part) => part.status === status);
  const status =
    asked.perThousand === 0 ? 'not-asked' : (OF_PARTS.find((each) => of(each).length > 0) ?? 'met');
  const unmet = of('unmet');
  const playable = parts.filter((part) => part.status !== 'unplayable');
  return {
    ...bare(item),
    ...asked,
    status,
    trials: playable.length === 0 ? 0 : Math.min(...playable.map((part) => part.trials)),
    times: parts.reduce((sum, { times }) => sum + times, 0),
    parts: { met: of('met').length, of: parts.length },
    scenarios: [],
    because: partsInWords(asked, noun, parts.length, of),
    needsMoreTrials:
      unmet.length === 0
        ? null
        : Math.max(...unmet.map((part) => moreTrials(asked.needed, part.trials, trials))),
  };
}

function partsInWords(
  { perThousand, needed }: Asked,
  noun: string,
  count: number,
  of: (status: QuotaStatus) => readonly Part[],
): string {
  const [met, unmet, short, unplayable] = [of('met'), of('unmet'), of('too-short'), of('unplayable')];
  return [
    `${met.length} of ${counted(count, noun)} met in ${counted(Math.max(1, needed), 'trial')} or more each.`,
    unmet.length > 0 &&
      `Too few trials: ${list(unmet)}. Play more trials of the scenarios that draw such faults.`,
    short.length > 0 &&
      `Never met, and asked of runs from ${counted(askedFrom(perThousand) ?? 0, 'trial')} on: ${list(short)}.`,
    unplayable.length > 0 && `No trial drew a fault for: ${list(unplayable)}.`,
  ]
    .filter((sentence) => sentence !== false)
    .join(' ');
}

const NAMED_MAX = 6;

function list(parts: readonly Part[]): string {
  const named = parts
    .slice(0, NAMED_MAX)
    .map(({ name, trials }) => (trials === 0 ? name : `${name} (${grouped(trials)})`));
  const rest = parts.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`;
}

/** At the rate seen so far; what was never seen needs as many again, at least. */
function moreTrials(needed: number, seen: number, trials: number): number {
  if (seen === 0) return Math.max(1, trials);
  return Math.max(1, Math.ceil(((needed - seen) * trials) / seen));
}
