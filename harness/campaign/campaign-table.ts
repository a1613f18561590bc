import { counted } from '#reports/gate/quantity';
import type { CampaignResult } from './campaign.ts';
import type { HuntReport } from './campaign-protocol.ts';
import { type ControlOutcome, isGreen } from './control.ts';

/** What `fulgurite mutants` prints at the end. */
export function campaignTable(result: CampaignResult): string {
  const rows = [['mutant', 'killed by', 'trials', 'seconds', 'shrunk to'], ...result.mutants.map(row)];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) =>
        column === 2 || column === 3 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
  return [
    ...lines,
    '',
    `killed ${result.killed} of ${result.mutants.length}${medians(result.mutants)}`,
    ...result.mutants.flatMap(survivor),
    canaryLine(result),
    controlLine(result.control),
    `seed ${result.seed}`,
    '',
  ].join('\n');
}

/** The document of `--json`. The fields of `mutants` are an API. */
export function campaignDocument({ seed, mutants, killed, canary, control }: CampaignResult): object {
  return {
    killed,
    total: mutants.length,
    mutants: mutants.map(({ id, killedBy, trials, seconds, shrunk }) => ({
      id,
      killedBy,
      trials,
      seconds: Math.round(seconds * 1000) / 1000,
      shrunkFaults: shrunk?.faults ?? null,
    })),
    canary: { id: canary.id, red: canary.killedBy !== null, by: canary.killedBy, trials: canary.trials },
    control: { green: isGreen(control), ...control },
    seed,
  };
}

function row({ id, killedBy, trials, seconds, shrunk }: HuntReport): string[] {
  return [
    id,
    killedBy ?? 'SURVIVED',
    String(trials),
    seconds.toFixed(1),
    shrunk === null ? '' : size(shrunk),
  ];
}

function size({ faults, payments, nodes, channels }: NonNullable<HuntReport['shrunk']>): string {
  const sizes = [counted(faults, 'fault'), counted(payments, 'payment'), counted(nodes, 'node')];
  return [...sizes, counted(channels, 'channel')].join(', ');
}

/** The middle value, or the mean of the two in the middle; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function medians(mutants: readonly HuntReport[]): string {
  const trials = median(mutants.filter(({ killedBy }) => killedBy !== null).map((one) => one.trials));
  const faults = median(mutants.flatMap(({ shrunk }) => (shrunk === null ? [] : [shrunk.faults])));
  return trials === null ? '' : `; median ${trials} trials to kill, ${faults} faults left after shrinking`;
}

function survivor({ id, killedBy, trials, crashes, firstCrash }: HuntReport): string[] {
  if (killedBy !== null) return [];
  const crashed = crashes === 0 ? '' : `; ${counted(crashes, 'trial')} crashed, the first: ${firstCrash}`;
  return [`${id} survived ${counted(trials, 'trial')}${crashed}`];
}

function canaryLine({ canary }: CampaignResult): string {
  const { id, killedBy, trials } = canary;
  return killedBy === null
    ? `canary ${id}: NOT RED in ${counted(trials, 'trial')}; nothing that this suite says can be trusted`
    : `canary ${id}: red (${killedBy}, trial ${trials})`;
}

function controlLine(control: ControlOutcome): string {
  const { intents, settled, exceptions, violations, crashes } = control;
  const colour = isGreen(control) ? 'green' : 'NOT GREEN';
  return `control: ${colour} (${settled} of ${intents} intents settled, ${exceptions} exceptions, ${violations} violations, ${crashes} crashed trials; no fault)`;
}
