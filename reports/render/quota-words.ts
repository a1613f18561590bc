import { counted, grouped } from '../gate/quantity.ts';
import type { CoverageResult, QuotaResult, QuotaStatus, Verdict } from '../gate/verdict-schema.ts';

export const STATUS_WORDS: Record<QuotaStatus, string> = {
  met: 'met',
  unmet: 'not met',
  'too-short': 'run too short',
  unplayable: 'not played',
  'not-asked': 'not asked',
  'not-applicable': 'not applicable',
};

/** Worst first: the order of every table of quotas. */
export const QUOTA_ORDER: readonly QuotaStatus[] = [
  'unmet',
  'unplayable',
  'too-short',
  'not-asked',
  'met',
  'not-applicable',
];

export function quotasWorstFirst({ quotas }: CoverageResult): readonly QuotaResult[] {
  return QUOTA_ORDER.flatMap((status) => quotas.filter((quota) => quota.status === status));
}

/** `164`, or `28 of 30` where each kind or pair counts by itself. */
export function seenOf({ parts, trials }: QuotaResult): string {
  return parts === null ? grouped(trials) : `${grouped(parts.met)} of ${grouped(parts.of)}`;
}

/** `42`, `1 each`; `–` where nothing is asked of a run of this length. */
export function neededOf({ parts, needed, status }: QuotaResult): string {
  if (status === 'not-applicable' || needed === 0) return '–';
  return parts === null ? grouped(needed) : `${grouped(needed)} each`;
}

/** One line for a terminal. */
export function quotaLine({ quotas, pairs }: CoverageResult): string {
  const applicable = quotas.filter(({ status }) => status !== 'not-applicable');
  const ids = (status: QuotaStatus) => quotas.filter((quota) => quota.status === status).map(({ id }) => id);
  const met = applicable.filter(({ status }) => status === 'met').length;
  const reachable = pairs.filter(({ status }) => status !== 'unreachable');
  const hit = reachable.filter(({ trials }) => trials > 0).length;
  return [
    `${met} of ${counted(applicable.length, 'quota')} met`,
    ...(['unmet', 'unplayable', 'too-short'] as const).flatMap((status) =>
      ids(status).length === 0 ? [] : [`${STATUS_WORDS[status]}: ${ids(status).join(', ')}`],
    ),
    `${hit} of ${grouped(reachable.length)} state × fault pairs hit`,
  ].join('; ');
}

/** What no trial could meet, for the list of what was not tested; unmet quotas are reasons and stand there already. */
export function unmetByNature({ coverage, reasons }: Verdict): readonly string[] {
  const told = new Set(reasons.filter(({ rule }) => rule === 'coverage').map(({ subject }) => subject));
  return coverage.quotas
    .filter(({ status, id }) => !told.has(id) && UNTESTED.has(status))
    .map(({ id, title, because }) => `${id} (${title}): ${because}`);
}

const UNTESTED: ReadonlySet<QuotaStatus> = new Set(['unmet', 'unplayable', 'too-short', 'not-applicable']);

/** The matrix as rows and columns: only states and classes that some fault could meet at all. */
export function pairMatrix({ pairs }: CoverageResult): {
  readonly classes: readonly string[];
  readonly rows: readonly { readonly state: string; readonly cells: CoverageResult['pairs'] }[];
  /** Why whole states and single pairs cannot be met: reason → what it is said of. */
  readonly unreachable: ReadonlyMap<string, readonly string[]>;
} {
  const some = (key: 'state' | 'faultClass') => {
    const met = new Set(pairs.filter(({ status }) => status !== 'unreachable').map((pair) => pair[key]));
    return [...new Set(pairs.map((pair) => pair[key]))].filter((name) => met.has(name));
  };
  const [states, classes] = [some('state'), some('faultClass')];
  const unreachable = new Map<string, string[]>();
  for (const [state, row] of Map.groupBy(pairs, (pair) => pair.state)) {
    const cut = Map.groupBy(
      row.filter(({ status }) => status === 'unreachable'),
      ({ because }) => because ?? '',
    );
    for (const [because, cells] of cut) {
      unreachable.set(because, [...(unreachable.get(because) ?? []), cellsInWords(state, cells, row)]);
    }
  }
  return {
    classes,
    rows: states.map((state) => ({
      state,
      cells: classes.map(
        (faultClass) => pairs.find((pair) => pair.state === state && pair.faultClass === faultClass)!,
      ),
    })),
    unreachable,
  };
}

/** `declined` for a whole row, `settled × all but evt` for most of it, `ready × human` for some. */
function cellsInWords(state: string, cells: CoverageResult['pairs'], row: CoverageResult['pairs']): string {
  const name = state.replaceAll('_', ' ');
  const others = row.filter((pair) => !cells.includes(pair));
  const list = (some: CoverageResult['pairs']) => some.map(({ faultClass }) => faultClass).join(', ');
  if (others.length === 0) return name;
  return others.length < cells.length ? `${name} × all but ${list(others)}` : `${name} × ${list(cells)}`;
}
