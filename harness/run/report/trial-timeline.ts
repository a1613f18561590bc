import type { Timeline } from '#reports/render/report-model';
import type { EvidenceReader } from '#reports/store/evidence-reader';
import { eventsOf, numberOrNull } from './evidence-queries.ts';

/** So many that a fault of a second has bars of its own. */
const BINS_MAX = 200;
const ROUND_BINS_MS = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000, 300_000];

/** The trial of a scenario that was struck most: the one with most effects of faults, the first of equals. */
export async function representativeTimeline(
  reader: EvidenceReader,
  scenario: string,
): Promise<Timeline | null> {
  const [chosen] = await reader.rows(
    `SELECT t.trial, t.index, t.seed, t.ended_ms FROM trials AS t LEFT JOIN fault_reports AS f USING (trial)
     WHERE t.scenario = $1 AND t.status = 'completed' AND t.ended_ms IS NOT NULL
     GROUP BY ALL ORDER BY coalesce(sum(f.effects), 0) DESC, t.trial LIMIT 1`,
    [scenario],
  );
  if (chosen === undefined) return null;
  const [trial, trialIndex, seed, endedMs] = chosen as [number, number, string, number];
  const binMs = ROUND_BINS_MS.find((ms) => ms * BINS_MAX >= endedMs) ?? Math.ceil(endedMs / BINS_MAX);
  const bins = Math.max(1, Math.ceil(endedMs / binMs));
  const durationMs = bins * binMs;
  const at = (ms: number) => Math.min(bins - 1, Math.floor(ms / binMs));
  const series = () => new Array<number>(bins).fill(0);
  const [arrivals, settled, failed, inDoubt] = [series(), series(), series(), series()];
  const strikes = new Map<number, Set<number>>();
  for (const event of await eventsOf(reader, trial)) {
    if (event.kind === 'fault-touched')
      strikes.set(event.request, (strikes.get(event.request) ?? new Set()).add(Math.round(event.atMs)));
    if (event.kind === 'request-submitted' && event.state === 'first') arrivals[at(event.atMs)]! += 1;
    if (event.kind !== 'intent-moved') continue;
    if (event.state === 'settled') settled[at(event.atMs)]! += 1;
    if (event.state === 'failed') failed[at(event.atMs)]! += 1;
    const change = Number(event.state === 'in_doubt') - Number(event.was === 'in_doubt');
    if (change !== 0) for (let bin = at(event.atMs); bin < bins; bin++) inDoubt[bin]! += change;
  }
  const [heal] = await reader.rows("SELECT began_ms FROM phases WHERE trial = $1 AND phase = 'heal'", [
    trial,
  ]);
  const faults = await reader.rows(
    'SELECT fault, kind, began_ms, ended_ms, effects FROM faults WHERE trial = $1 AND began_ms IS NOT NULL ORDER BY fault',
    [trial],
  );
  return {
    trialIndex,
    seed,
    binMs,
    durationMs,
    arrivals,
    settled,
    failed,
    inDoubt,
    faults: faults.map(([fault, kind, from, to, effects]) => ({
      kind: kind as string,
      fromMs: from as number,
      toMs: (to as number | null) ?? endedMs,
      effects: Number(effects),
      strikesMs: [...(strikes.get(fault as number) ?? [])],
    })),
    healMs: faults.length === 0 ? null : numberOrNull(heal?.[0]),
  };
}
