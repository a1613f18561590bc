import type { Column, ColumnOptions, JudgingRig } from './columns.ts';
import { Findings } from './findings.ts';
import { type ContractRow, NotPossible, type RowResult } from './row.ts';

/** Runs one row at one adapter, in a rig of its own. Never rejects. */
export async function runRow(row: ContractRow, column: Column, options: ColumnOptions): Promise<RowResult> {
  let rig: JudgingRig;
  try {
    rig = await column.open(options);
  } catch (error) {
    return { kind: 'broken', breaches: [`the node cannot be used at all: ${textOf(error)}`] };
  }
  try {
    return await runIn(rig, row);
  } finally {
    await rig.stop();
  }
}

async function runIn(rig: JudgingRig, row: ContractRow): Promise<RowResult> {
  const lacking = row.needs.find((ability) => rig.cannot[ability] !== undefined);
  if (lacking !== undefined) return { kind: 'impossible', why: rig.cannot[lacking]! };
  const found = new Findings();
  let notPossible: string | null = null;
  try {
    await row.run(rig, found);
  } catch (error) {
    if (error instanceof NotPossible) notPossible = error.message;
    else found.that(false, `the row broke off: ${textOf(error)}`);
  }
  const breaches = [...found.breaches, ...(await rig.judge())];
  if (breaches.length > 0) return { kind: 'broken', breaches: [...new Set(breaches)] };
  if (notPossible !== null) return { kind: 'impossible', why: notPossible };
  const what = row.declared?.(rig.payer.capabilities) ?? null;
  return what === null ? { kind: 'kept' } : { kind: 'declared', what };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
