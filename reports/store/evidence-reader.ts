import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import type { MetricSamples } from '../gate/judge-input.ts';
import type { Slice } from '../gate/objective.ts';
import { type MetricId, metric } from './metric-registry.ts';

/** Reads a finished `evidence.duckdb`; never writes. */
export class EvidenceReader {
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.instance = instance;
    this.connection = connection;
  }

  static async open(path: string): Promise<EvidenceReader> {
    const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
    return new EvidenceReader(instance, await instance.connect());
  }

  /**
   * What the judge needs of a metric: one entry for each trial that has samples in the slice, in the order of the plan.
   * Samples of what is still open are infinite. `leftOut`: scenarios that do not count.
   */
  async samples(id: MetricId, slice: Slice = {}, leftOut: readonly string[] = []): Promise<MetricSamples> {
    const { view, kind } = metric(id);
    const entries = Object.entries(slice).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const wanted = entries.map(([column], at) => `"${column}" = $${at + 1}`);
    const unwanted = leftOut.map((_, at) => `scenario <> $${entries.length + at + 1}`);
    const where = [...wanted, ...unwanted].join(' AND ') || 'true';
    const what =
      kind === 'quantile' ? 'list(value ORDER BY value)' : 'sum(numerator)::DOUBLE, sum(denominator)::DOUBLE';
    const rows = await this.rows(`SELECT ${what} FROM ${view} WHERE ${where} GROUP BY trial ORDER BY trial`, [
      ...entries.map(([, value]) => value),
      ...leftOut,
    ]);
    if (kind === 'quantile') return { kind: 'values', trials: rows.map(([values]) => values as number[]) };
    if (kind === 'count') return { kind: 'counts', trials: rows.map(([total]) => total as number) };
    return {
      kind: 'ratios',
      trials: rows.map(([numerator, denominator]) => ({
        numerator: numerator as number,
        denominator: denominator as number,
      })),
    };
  }

  /** Any query; lists as arrays, whole numbers as bigint where SQL says so. */
  async rows(sql: string, values: DuckDBValue[] = []): Promise<unknown[][]> {
    return (await this.connection.runAndReadAll(sql, values)).getRowsJS();
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}
