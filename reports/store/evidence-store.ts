import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { TrialResult } from '../evidence/trial.ts';
import { bandNames } from '../gate/value-bands.ts';
import { type Batch, derivedSchema, deriveTrials, dropBatch, eventsComment } from './derive.ts';
import { eventsView } from './event-columns.ts';
import { EventLoader, type Loaded } from './event-loader.ts';
import { createTable, LOADED_TABLES } from './tables.ts';

/** Derivation takes whole trials until it has about this many events in hand. */
const BATCH_EVENTS = 250_000;
/** The run has workers that need memory too; beyond this DuckDB spills into a folder beside the file. */
const MEMORY_LIMIT = '512MiB';

export interface EvidenceRun {
  readonly run: string;
  readonly pilot: string;
  readonly environment: string;
  /** Decimal. */
  readonly seed: string;
  readonly version: string;
  /** Upper ends of the value bands in sat, rising (gate.valueBandsSat). */
  readonly valueBandsSat: readonly number[];
}

/** What the store has to know of a topology (`Network` has it). */
export interface EvidenceTopology {
  readonly name: string;
  readonly nodes: readonly { readonly name: string; readonly implementation: string }[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const APPENDED = ['event_rows', 'texts', 'words', 'trials', 'violations', 'fault_reports'] as const;

/**
 * Writes `evidence.duckdb`. Trials are added in the order of the plan; the content of the file then depends on nothing
 * but them (not on workers, not on the clock, but for `wall_ms`). `finish` derives tables and metrics; a file that was
 * not finished has no `metrics` table.
 */
export class EvidenceStore {
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;
  private readonly appenders: ReadonlyMap<(typeof APPENDED)[number], DuckDBAppender>;
  private readonly events: EventLoader;
  private readonly topologies = new Set<string>();
  private readonly batches: (Writable<Batch> & { events: number })[] = [];

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    appenders: ReadonlyMap<(typeof APPENDED)[number], DuckDBAppender>,
  ) {
    this.instance = instance;
    this.connection = connection;
    this.appenders = appenders;
    this.events = new EventLoader(this.to('event_rows'), this.to('texts'), this.to('words'));
  }

  /** @param path of a file that does not exist yet, or ':memory:'. */
  static async create(path: string, run: EvidenceRun): Promise<EvidenceStore> {
    const instance = await DuckDBInstance.create(path, { memory_limit: MEMORY_LIMIT });
    const connection = await instance.connect();
    for (const table of LOADED_TABLES) await connection.run(createTable(table));
    await connection.run(eventsView());
    await connection.run(eventsComment(LOADED_TABLES.find(({ name }) => name === 'event_rows')!.columns));
    for (const statement of derivedSchema()) await connection.run(statement);
    await connection.run('INSERT INTO runs VALUES ($1, $2, $3, $4, $5)', [
      run.run,
      run.pilot,
      run.environment,
      run.seed,
      run.version,
    ]);
    const ends = [...run.valueBandsSat.map((sat) => sat * 1000), Number.POSITIVE_INFINITY];
    const names = bandNames(run.valueBandsSat);
    for (let at = 0; at < names.length; at++)
      await connection.run('INSERT INTO bands VALUES ($1, $2)', [names[at], ends[at]]);
    const appenders = new Map<(typeof APPENDED)[number], DuckDBAppender>();
    for (const table of APPENDED) appenders.set(table, await connection.createAppender(table));
    return new EvidenceStore(instance, connection, appenders);
  }

  /** Before the first trial on it; a name that is known already is left as it is. */
  async addTopology({ name, nodes }: EvidenceTopology): Promise<void> {
    if (this.topologies.has(name)) return;
    this.topologies.add(name);
    const appender = await this.connection.createAppender('nodes');
    nodes.forEach((node, ordinal) => {
      appender.appendVarchar(name);
      appender.appendInteger(ordinal);
      appender.appendVarchar(node.name);
      appender.appendVarchar(node.implementation);
      appender.endRow();
    });
    appender.closeSync();
  }

  /** One trial with all its events. Give them in the order of the plan. @throws HistoryFormatError */
  addTrial(result: TrialResult, topology: string): void {
    const { ordinal } = result.spec;
    const batch = this.batches.at(-1);
    if (batch !== undefined && ordinal <= batch.lastTrial)
      throw new RangeError(
        `trial ${ordinal} after trial ${batch.lastTrial}: add trials in the order of the plan`,
      );
    const loaded = this.events.load(ordinal, result.history);
    this.addToBatch(batch, ordinal, loaded);
    this.addTrialRow(result, topology, loaded.endedMs);
    this.addViolations(result);
    const faults = this.to('fault_reports');
    for (const fault of result.faults) {
      faults.appendInteger(ordinal);
      faults.appendInteger(fault.ordinal);
      faults.appendVarchar(fault.kind);
      faults.appendInteger(fault.effects);
      faults.endRow();
    }
  }

  /** Everything that was added is in its table. `finish` does it too. */
  flush(): void {
    for (const appender of this.appenders.values()) appender.flushSync();
  }

  /** Derives everything, and closes the file. */
  async finish(): Promise<void> {
    for (const appender of this.appenders.values()) appender.closeSync();
    for (const batch of this.batches) await deriveTrials(this.connection, batch);
    await dropBatch(this.connection);
    await this.connection.run('CREATE TABLE metrics AS FROM metric_summary ORDER BY metric, scenario, slice');
    await this.connection.run(
      "COMMENT ON TABLE metrics IS 'The view metric_summary as it was when the run was finished.'",
    );
    this.close();
  }

  /** Gives the file up as it is: the run was interrupted. */
  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private addToBatch(
    batch: (typeof this.batches)[number] | undefined,
    ordinal: number,
    loaded: Loaded,
  ): void {
    const { count: events, firstText, lastText } = loaded;
    if (batch !== undefined && batch.events + events <= BATCH_EVENTS) {
      batch.lastTrial = ordinal;
      batch.lastText = lastText;
      batch.events += events;
    } else this.batches.push({ firstTrial: ordinal, lastTrial: ordinal, firstText, lastText, events });
  }

  private addTrialRow(result: TrialResult, topology: string, endedMs: number | null): void {
    const { spec } = result;
    const trials = this.to('trials');
    trials.appendInteger(spec.ordinal);
    trials.appendVarchar(spec.scenario);
    trials.appendInteger(spec.index);
    trials.appendVarchar(spec.seed);
    trials.appendVarchar(topology);
    trials.appendVarchar(result.status);
    if (result.crash === null) trials.appendNull();
    else trials.appendVarchar(result.crash);
    trials.appendVarchar(result.historyHash);
    trials.appendInteger(result.eventCount);
    trials.appendInteger(result.intentCount);
    trials.appendInteger(result.settledCount);
    trials.appendDouble(result.virtualMs);
    trials.appendDouble(result.wallMs);
    if (endedMs === null) trials.appendNull();
    else trials.appendDouble(endedMs);
    trials.endRow();
  }

  private addViolations(result: TrialResult): void {
    const violations = this.to('violations');
    result.violations.forEach((violation, number) => {
      violations.appendInteger(result.spec.ordinal);
      violations.appendInteger(number);
      violations.appendVarchar(violation.invariant);
      violations.appendInteger(violation.atSeq);
      violations.appendDouble(violation.atMs);
      violations.appendVarchar(violation.intents.join(','));
      violations.appendVarchar(violation.because);
      violations.endRow();
    });
  }

  private to(table: (typeof APPENDED)[number]): DuckDBAppender {
    return this.appenders.get(table)!;
  }
}
