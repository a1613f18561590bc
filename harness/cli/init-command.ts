import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type NamedSchema, writeJsonSchemas } from '#harness/input/json-schemas';
import { writeWhole } from '#harness/run/atomic-write';
import { policyDocumentSchema } from '#orchestrator/policy/document';
import { pilotSchema } from '#scenarios/pilot-schema';
import { topologySchema } from '#topologies/topology-schema';
import { UsageError } from './failure.ts';

/** The files that a person writes. */
export const INPUT_SCHEMAS: readonly NamedSchema[] = [
  ['pilot', pilotSchema],
  ['policy', policyDocumentSchema],
  ['topology', topologySchema],
];

const TEMPLATES = ['pilot.yaml', 'policy.yaml', 'topology.yaml'] as const;

/** Writes the files of a first pilot. Refuses to touch a file that is there already. */
export function initCommand(dir: string): void {
  const taken = TEMPLATES.filter((name) => existsSync(join(dir, name)));
  if (taken.length > 0)
    throw new UsageError(
      `${dir} has ${taken.join(' and ')} already; nothing was written. Name another folder: fulgurite init DIR`,
    );
  writeJsonSchemas(join(dir, 'schemas'), INPUT_SCHEMAS);
  for (const name of TEMPLATES)
    writeWhole(join(dir, name), readFileSync(new URL(`./templates/${name}`, import.meta.url)));
  const pilot = relative('', join(dir, 'pilot.yaml'));
  process.stdout.write(
    `Written to ${dir}: ${TEMPLATES.join(', ')} and schemas/ for your editor.\nPlay it: fulgurite run ${pilot}\n`,
  );
}
