import { counted, formatQuantity } from '../gate/quantity.ts';
import type { FaultWindow } from './report-model.ts';

/** A row of bars above a time line: one fault, or all faults of one kind where there are many. */
export interface Lane {
  readonly faults: readonly FaultWindow[];
  /** The same lane in the list beside the chart. */
  readonly text: string;
}

/** More lanes than this would crush the plot. */
const ONE_EACH_MAX = 9;

export function lanesOf(faults: readonly FaultWindow[]): readonly Lane[] {
  const rows =
    faults.length <= ONE_EACH_MAX
      ? faults.map((fault) => [fault])
      : [...Map.groupBy(faults, ({ kind }) => kind).values()];
  return rows.map((row) => ({ faults: row, text: textOf(row) }));
}

function textOf(row: readonly FaultWindow[]): string {
  const [first] = row;
  const effects = row.reduce((sum, fault) => sum + fault.effects, 0);
  const from = Math.min(...row.map(({ fromMs }) => fromMs));
  const to = Math.max(...row.map(({ toMs }) => toMs));
  const what = `${row.length === 1 ? '' : `${row.length} × `}${first?.kind ?? ''}`;
  const when = `${formatQuantity(from, 'ms')} to ${formatQuantity(to, 'ms')}`;
  return `${what}, ${when}, ${effects === 0 ? 'without effect' : counted(effects, 'effect')}`;
}
