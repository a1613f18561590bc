import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { FAULTS } from '#chaos/registry';
import { COVERAGE_ITEMS } from '#harness/coverage/registry';
import { libraryTopologies } from '#harness/input/load-topology';
import { ALL_INVARIANTS } from '#harness/invariants/registry';
import { MUTANTS } from '#harness/mutants/registry';
import { shippedPilots } from '#harness/run/shipped-pilots';
import { METRIC_IDS, metric } from '#reports/store/metric-registry';
import { SCENARIOS } from '#scenarios/registry';
import { IMPLEMENTATIONS, type Implementation } from '#topologies/network';

export interface CatalogEntry {
  readonly id: string;
  readonly says: string;
  readonly details: readonly string[];
}

export interface CatalogSection {
  readonly kind:
    | 'pilots'
    | 'scenarios'
    | 'faults'
    | 'invariants'
    | 'coverage'
    | 'metrics'
    | 'mutants'
    | 'topologies'
    | 'daemons';
  readonly title: string;
  readonly entries: readonly CatalogEntry[];
}

/** Everything that a pilot file may name, from the registries themselves. */
export function catalog(): readonly CatalogSection[] {
  return [
    {
      kind: 'pilots',
      title: 'Pilots (fulgurite run NAME)',
      entries: shippedPilots().map(({ name, says }) => ({ id: name, says, details: [] })),
    },
    {
      kind: 'scenarios',
      title: 'Scenarios',
      entries: SCENARIOS.map(({ name, sentence, params }) => ({
        id: name,
        says: sentence,
        details: parameters(params),
      })),
    },
    {
      kind: 'faults',
      title: 'Faults',
      entries: FAULTS.map(({ kind, title, meaning }) => ({
        id: kind,
        says: `${title}: ${meaning}`,
        details: [],
      })),
    },
    {
      kind: 'invariants',
      title: 'Invariants (always on)',
      entries: ALL_INVARIANTS.map(({ id, title, promise }) => ({
        id,
        says: `${title}: ${promise}`,
        details: [],
      })),
    },
    {
      kind: 'coverage',
      title: 'Situations that a run must have met (for `gate.coverage.perThousand`)',
      entries: COVERAGE_ITEMS.map(({ id, title, meaning }) => ({
        id,
        says: `${title}: ${meaning}`,
        details: [],
      })),
    },
    {
      kind: 'metrics',
      title: 'Metrics (for the objectives of a gate)',
      entries: METRIC_IDS.map((id) => {
        const { title, meaning, unit, slices } = metric(id);
        const by = slices.length === 0 ? '' : ` By ${slices.join(', ')}, scenario.`;
        return { id, says: `${title}, ${unit}. ${meaning}${by}`, details: [] };
      }),
    },
    {
      kind: 'mutants',
      title: 'Planted mutants (each must be caught)',
      entries: MUTANTS.map(({ id, title, expects, scenario }) => ({
        id,
        says: `${title}; caught by ${expects} in ${scenario}`,
        details: [],
      })),
    },
    {
      kind: 'topologies',
      title: 'Topologies (for `topology:` of a pilot)',
      entries: libraryTopologies().map((id) => ({ id, says: topologySays(id), details: [] })),
    },
    {
      kind: 'daemons',
      title: 'Daemons (for `implementation:` of a node in a topology)',
      entries: IMPLEMENTATIONS.map((id) => ({ id, says: DAEMONS[id], details: [] })),
    },
  ];
}

/** What sets each apart for whoever pays through it; the whole is the table in `harness/sim/personality/`. */
const DAEMONS: Readonly<Record<Implementation, string>> = {
  plain: 'no daemon at all: knows each payment hash that it was given, and forgets nothing',
  lnd: 'LND: deduplicates by hash; a kill can leave a record IN_FLIGHT for ever; says NOT_FOUND, and then pays',
  cln: 'Core Lightning: deduplicates in memory only; a kill can leave rows pending for ever',
  eclair:
    'Eclair: never deduplicates; [] may mean "not yet"; rows pending for ever though the payee was paid',
  ldk: 'LDK: a kill can leave a payment without a record; asked again after a restart it pays twice, and its payee takes both',
};

/** `params.name = default: what it does`, from the schema of the parameters. */
function parameters(schema: z.ZodType): readonly string[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const defaults = schema.parse({}) as Readonly<Record<string, unknown>>;
  return Object.entries(properties).map(([name, property]) => {
    const says = typeof property === 'boolean' ? undefined : property.description;
    return `params.${name} = ${JSON.stringify(defaults[name])}${says === undefined ? '' : `: ${says}`}`;
  });
}

function topologySays(name: string): string {
  const text = readFileSync(new URL(`../../topologies/library/${name}.yaml`, import.meta.url), 'utf8');
  return /^description: *(.+)$/m.exec(text)?.[1] ?? '';
}
