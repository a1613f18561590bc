import type { ContractRow } from '../row.ts';
import { AMOUNTS } from './amounts.ts';
import { DECLARING } from './declaring.ts';
import { DOORS } from './doors.ts';
import { EVENTS } from './events.ts';
import { HANGING } from './hanging.ts';
import { HOLDING } from './holding.ts';
import { KILLING } from './killing.ts';
import { PAYING } from './paying.ts';
import { REFUSALS } from './refusals.ts';
import { TRANSPORT } from './transport.ts';

/** All rows, in the order of the table. */
export const ROWS: readonly ContractRow[] = [
  ...DECLARING,
  ...PAYING,
  ...AMOUNTS,
  ...REFUSALS,
  ...HOLDING,
  ...TRANSPORT,
  ...KILLING,
  ...HANGING,
  ...EVENTS,
  ...DOORS,
];
