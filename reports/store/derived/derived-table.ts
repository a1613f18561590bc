import type { Table } from '../tables.ts';

/** Made from the events of whole trials, a batch of trials at a time. `select` reads the temporary tables `ev`, `batch` and `new_attempts` (../derive.ts). */
export interface DerivedTable extends Table {
  readonly select: string;
}
