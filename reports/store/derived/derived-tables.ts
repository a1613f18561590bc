import { ATTEMPTS } from './attempts.ts';
import type { DerivedTable } from './derived-table.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { INTENTS } from './intents.ts';
import { AUDIT_TRAILS, PAYMENTS } from './proofs.ts';
import { RECONCILIATIONS } from './reconciliations.ts';
import { FAULTS, PHASES } from './storm.ts';

/** In the order in which they are made: what comes after ATTEMPTS may read `new_attempts`. */
export const DERIVED_TABLES: readonly DerivedTable[] = [
  PHASES,
  ATTEMPTS,
  EXCEPTIONS,
  RECONCILIATIONS,
  INTENTS,
  FAULTS,
  PAYMENTS,
  AUDIT_TRAILS,
];
