import type { CoverageSeen } from '../gate/judge-input.ts';

const STATES = ['ready', 'in_flight', 'in_doubt', 'settled'];
const CLASSES = ['node', 'net', 'evt', 'policy'];

/**
 * What a run may have met: some of each status. `kinds`: the vocabulary; those that `drawn` does not hold were not played.
 * `inconclusive`: C02 and one pair are missed.
 */
export function fixtureCoverage(
  kind: 'go' | 'no-go' | 'inconclusive',
  kinds: readonly string[],
  drawn: ReadonlySet<string>,
): CoverageSeen {
  const missed = kind === 'inconclusive';
  const item = (
    id: CoverageSeen['items'][number]['id'],
    title: string,
    trials: number,
    more: Partial<CoverageSeen['items'][number]> = {},
  ): CoverageSeen['items'][number] => ({
    id,
    title,
    meaning: `${title}, counted in trials.`,
    per: 'run',
    notApplicable: null,
    unplayable: null,
    seen:
      trials === 0
        ? []
        : [
            { scenario: 'partial-commit', trials: trials - 4, times: 2 * trials },
            { scenario: 'mixed', trials: 4, times: 5 },
          ],
    ...more,
  });
  return {
    items: [
      item('C01', 'Fallback taken and succeeded', 164),
      item('C02', 'Crash between dispatch and durable response', missed ? 0 : 66),
      item('C09', 'Policy changed between decision and dispatch', 0, {
        unplayable: 'no scenario of this run draws policy.*',
      }),
      item('C13', 'Outbox relay crash', 0, { notApplicable: 'the orchestrator has no outbox' }),
      item('C14', 'Every fault kind effective', 0, { per: 'kind' }),
      item('C15', 'Every intent state met every fault class', 0, { per: 'pair' }),
    ],
    kinds: kinds.map((name) => ({ kind: name, unplayable: drawn.has(name) ? null : 'no trial drew it' })),
    pairs: STATES.flatMap((state, row) =>
      CLASSES.map((faultClass, column) => {
        const unreachable = state === 'settled' && faultClass !== 'evt' ? 'the intent has ended' : null;
        const unplayable = faultClass === 'policy' ? 'no scenario of this run draws policy.*' : null;
        const trials =
          unreachable !== null || unplayable !== null || (missed && row === 2 && column === 1)
            ? 0
            : 3 ** (row + column + 1);
        return {
          state,
          faultClass,
          unreachable,
          unplayable,
          seen: trials === 0 ? [] : [{ scenario: 'mixed', trials, times: 2 * trials }],
        };
      }),
    ),
  };
}
