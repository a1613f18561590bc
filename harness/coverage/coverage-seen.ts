import type { CoverageSeen, SeenIn } from '#reports/gate/judge-input';
import type { CoverageNeeds } from './coverage-item.ts';
import type { CoverageTally } from './coverage-tally.ts';
import { prefixesOf } from './fault-class.ts';
import { PAIRS, pairName } from './pairs.ts';
import { COVERAGE_ITEMS } from './registry.ts';

/** What of a run decides which coverage it could meet at all. */
export interface Played {
  /** Fault kinds that a trial drew, effective or not, and those that its scenarios promise. */
  readonly drawn: ReadonlySet<string>;
  /** The whole vocabulary, and of it what the environment cannot inject, with the reason. */
  readonly vocabulary: readonly string[];
  readonly unavailable: ReadonlyMap<string, string>;
  /** Shares of retries and altered requests: the highest over the scenarios played. */
  readonly retryShare: number;
  readonly alteredShare: number;
  /** The largest payment that the workloads ask for. */
  readonly amountMaxSat: number;
}

/** What the judge reads: every item, kind and pair with what was seen of it and why it could not be seen. */
export function coverageSeen(tally: CoverageTally, played: Played): CoverageSeen {
  const seen = (name: string): readonly SeenIn[] =>
    tally.flatMap(({ scenario, seen: counts }) => {
      const count = counts[name];
      return count === undefined ? [] : [{ scenario, ...count }];
    });
  return {
    items: COVERAGE_ITEMS.map(({ id, title, meaning, needs, counted }) => ({
      id,
      title,
      meaning,
      per: counted === 'effects' ? 'kind' : counted === 'pairs' ? 'pair' : 'run',
      notApplicable: typeof counted === 'object' && 'notApplicable' in counted ? counted.notApplicable : null,
      unplayable: unplayable(needs, played),
      seen: seen(id),
    })),
    kinds: played.vocabulary.map((kind) => ({
      kind,
      unplayable: played.drawn.has(kind) ? null : (played.unavailable.get(kind) ?? 'no trial drew it'),
    })),
    pairs: PAIRS.map((pair) => ({
      state: pair.state,
      faultClass: pair.faultClass,
      unreachable: pair.unreachable,
      unplayable: unplayable({ faults: prefixesOf(pair.faultClass) }, played),
      seen: seen(pairName(pair)),
    })),
  };
}

function unplayable({ faults, workload, amountSat = 0 }: CoverageNeeds, played: Played): string | null {
  if (played.amountMaxSat < amountSat) return `no payment of this run is of ${amountSat} sat or more`;
  if (workload !== undefined && played[workload] === 0) return `${workload} of the workload is 0`;
  const fits = (kind: string) =>
    faults.some((wanted) => (wanted.endsWith('.') ? kind.startsWith(wanted) : kind === wanted));
  if (faults.length === 0 || [...played.drawn].some(fits)) return null;
  const words = faults.map((wanted) => (wanted.endsWith('.') ? `${wanted}*` : wanted));
  return `no scenario of this run draws ${words.join(' or ')}`;
}
