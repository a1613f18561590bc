import { runningSchema } from '#harness/topology/running-file';
import { policyDocumentSchema } from '#orchestrator/policy/document';
import { manifestSchema } from '#reports/evidence/manifest';
import { verdictSchema } from '#reports/gate/verdict-schema';
import { pilotSchema } from '#scenarios/pilot-schema';
import { topologySchema } from '#topologies/topology-schema';
import type { NamedSchema } from './json-schemas.ts';

/**
 * The formats that people and other programs rely on: the three input files, and what a run and `topology up` leave for machines. Case files
 * are not among them: only `replay` reads those, and a network inside one has no schema of its own.
 */
export const PUBLISHED_SCHEMAS: readonly NamedSchema[] = [
  ['pilot', pilotSchema],
  ['policy', policyDocumentSchema],
  ['topology', topologySchema],
  ['manifest', manifestSchema],
  ['verdict', verdictSchema],
  ['running-topology', runningSchema],
];
