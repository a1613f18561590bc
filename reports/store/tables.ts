import { EVENT_COLUMNS } from './event-columns.ts';

/** A table and what its columns mean: the DDL and the COMMENTs in the file are generated from this. */
export interface Table {
  readonly name: string;
  readonly comment: string;
  /** name → [SQL type, meaning]. All times are milliseconds since the start of the trial; all amounts are msat. */
  readonly columns: Readonly<Record<string, readonly [type: string, meaning: string]>>;
}

/** Written while the run goes on, in the order of the plan. */
export const LOADED_TABLES: readonly Table[] = [
  {
    name: 'runs',
    comment: 'One row: the run that this file is evidence of.',
    columns: {
      run: ['VARCHAR', 'Name of the run.'],
      pilot: ['VARCHAR', 'Name of the pilot.'],
      environment: ['VARCHAR', 'sim | emulated | docker'],
      seed: ['VARCHAR', 'Seed of the run, decimal.'],
      version: ['VARCHAR', 'Version of the program that wrote this file.'],
    },
  },
  {
    name: 'bands',
    comment: 'Value bands of the pilot file: an amount belongs to the first band whose end is above it.',
    columns: {
      band: ['VARCHAR', 'Name, for example <10k (sat).'],
      below_msat: ['DOUBLE', 'End, excluded; infinity for the last band.'],
    },
  },
  {
    name: 'nodes',
    comment:
      'Nodes of each topology; `node` and `peer` columns elsewhere are ordinals into the topology of the trial.',
    columns: {
      topology: ['VARCHAR', 'Name of the topology.'],
      node: ['INTEGER', 'Ordinal, 0, 1, 2 …'],
      name: ['VARCHAR', 'Name of the node.'],
      implementation: ['VARCHAR', 'plain | lnd | cln | eclair | ldk'],
    },
  },
  {
    name: 'trials',
    comment: 'One row a trial. The trial is the sampling unit of every statistic.',
    columns: {
      trial: ['INTEGER', 'Position in the plan, over all scenarios.'],
      scenario: ['VARCHAR', 'Name of the scenario.'],
      index: ['INTEGER', 'Number of the trial within its scenario.'],
      seed: ['VARCHAR', 'Seed of the trial: 64 bits, decimal.'],
      topology: ['VARCHAR', 'Network that it ran on.'],
      status: ['VARCHAR', 'completed | crashed. A crashed trial counts in no metric.'],
      crash: ['VARCHAR', 'Why it crashed, if so: a defect of the harness.'],
      history_hash: ['VARCHAR', 'SHA-256 of the encoded history.'],
      event_count: ['INTEGER', 'Events in the history.'],
      intent_count: ['INTEGER', 'Intents, as the harness counted them.'],
      settled_count: ['INTEGER', 'Settled intents, as the harness counted them.'],
      virtual_ms: ['DOUBLE', 'Length in virtual time.'],
      wall_ms: ['DOUBLE', 'Length in wall time; differs from run to run.'],
      ended_ms: ['DOUBLE', 'Time of the last event; NULL without events.'],
    },
  },
  {
    name: 'violations',
    comment: 'Violated invariants.',
    columns: {
      trial: ['INTEGER', 'Trial.'],
      violation: ['INTEGER', 'Number within the trial.'],
      invariant: ['VARCHAR', 'Id of the invariant, for example S01.'],
      at_seq: ['INTEGER', 'Event at which it was noticed; -1 at the end of the trial.'],
      at_ms: ['DOUBLE', 'When.'],
      intents: ['VARCHAR', 'Ordinals of the intents concerned, comma separated.'],
      because: ['VARCHAR', 'What happened, in words.'],
    },
  },
  {
    name: 'fault_reports',
    comment: 'What the trial itself reported of each fault in its schedule.',
    columns: {
      trial: ['INTEGER', 'Trial.'],
      fault: ['INTEGER', 'Ordinal in the schedule.'],
      kind: ['VARCHAR', 'Kind of fault.'],
      effects: ['INTEGER', 'How often it had an effect; 0: not exercised.'],
    },
  },
  {
    name: 'texts',
    comment:
      'Every text of the events, once a trial (seldom twice); the view `events` puts them in their places.',
    columns: { id: ['INTEGER', 'Number, rising from trial to trial.'], text: ['VARCHAR', 'The text.'] },
  },
  {
    name: 'words',
    comment: 'Texts with few values (states, tenants, tiers, corridors), once a file.',
    columns: { id: ['INTEGER', 'Number.'], text: ['VARCHAR', 'The text.'] },
  },
  {
    name: 'event_rows',
    comment: 'Events as stored: numbers and references to texts. Read the view `events` instead.',
    columns: Object.fromEntries(EVENT_COLUMNS.map(({ name, type, meaning }) => [name, [type, meaning]])),
  },
];

export function createTable(table: Table): string {
  const columns = Object.entries(table.columns).map(([name, [type]]) => `"${name}" ${type}`);
  return `CREATE TABLE ${table.name} (${columns.join(', ')});\n${commentOn('TABLE', table)}`;
}

export function commentOn(what: 'TABLE' | 'VIEW', { name, comment, columns }: Table): string {
  const lines = [`COMMENT ON ${what} ${name} IS ${sqlText(comment)};`];
  for (const [column, [, meaning]] of Object.entries(columns))
    lines.push(`COMMENT ON COLUMN ${name}."${column}" IS ${sqlText(meaning)};`);
  return lines.join('\n');
}

export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
