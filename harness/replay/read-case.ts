import { dirname, join } from 'node:path';
import { z } from 'zod';
import { InputError } from '#harness/input/input-error';
import { suggestion } from '#harness/input/nearest-name';
import { fileProblem } from '#harness/input/problem';
import { type DocumentRead, JSON_BYTES_MAX, readDocument } from '#harness/input/read-document';
import { MUTANTS } from '#harness/mutants/registry';
import type { TrialPlan } from '#harness/sim/trial-plan';
import { loadPolicy } from '#orchestrator/policy/load';
import type { Network } from '#topologies/network';
import { CASE_VERSION, type CaseFile, caseSchema } from './case-file.ts';
import { caseSchemaV1, migrated } from './case-v1.ts';
import { networkSchema } from './network-schema.ts';

/** A case holds every request of its trial, and a network file may be mainnet with its 100,000 channel sides. */
const CASE_BYTES_MAX = 16 * JSON_BYTES_MAX;
const WHAT = { what: 'a case file', bytesMax: CASE_BYTES_MAX } as const;

export interface ReadCase {
  readonly file: string;
  /** As it is written, or as it would be in the version of today. */
  readonly recorded: CaseFile;
  readonly plan: TrialPlan;
  /** The version of the file when it is an older one. */
  readonly migratedFrom: number | null;
}

/** @throws InputError when the file is not a case that this version can play. */
export function readCase(file: string): ReadCase {
  const version = versionOf(file);
  if (version === 1) return readOld(file);
  const read = readDocument(file, caseSchema, WHAT);
  if (!read.ok) throw new InputError(read.problems);
  const recorded = read.value;
  checkMutant(read);
  checkPolicy(read, ['plan', 'policyText'], recorded.plan.policyText);
  const plan = { ...recorded.plan, network: networkOf(file, recorded.network) };
  return { file, recorded, plan, migratedFrom: null };
}

function versionOf(file: string): unknown {
  const read = readDocument(file, z.looseObject({ version: z.unknown().optional() }), WHAT);
  if (!read.ok) throw new InputError(read.problems);
  const { version } = read.value;
  if (version === 1 || version === CASE_VERSION) return version;
  const problem = read.problemAt('version', {
    found: JSON.stringify(version) ?? 'nothing',
    allowed: `1 or ${CASE_VERSION}`,
    message:
      typeof version === 'number' && version > CASE_VERSION
        ? 'this case was written by a newer version of Fulgurite; replay it with that version'
        : `no Fulgurite wrote a case like this; one of today begins with "version": ${CASE_VERSION}`,
  });
  throw new InputError([problem]);
}

function readOld(file: string): ReadCase {
  const read = readDocument(file, caseSchemaV1, WHAT);
  if (!read.ok) throw new InputError(read.problems);
  const old = read.value;
  checkPolicy(read, ['policyText'], old.policyText);
  const { scenario } = old.spec;
  if (!old.pilot.scenarios.some(({ name }) => name === scenario)) {
    const allowed = old.pilot.scenarios.map(({ name }) => name);
    const problem = read.problemAt('spec.scenario', {
      found: JSON.stringify(scenario),
      allowed: allowed.join(', '),
      message: 'a case of version 1 is drawn from its pilot, and the pilot in it does not play this scenario',
    });
    throw new InputError([problem]);
  }
  return { file, ...migrated(old, networkOf(file, old.network)), migratedFrom: 1 };
}

function checkMutant(read: DocumentRead<CaseFile>): void {
  const { mutant } = read.value;
  const ids = MUTANTS.map(({ id }) => id);
  if (mutant === null || ids.includes(mutant)) return;
  const problem = read.problemAt('mutant', {
    found: JSON.stringify(mutant),
    allowed: 'null, or the id of a mutant (fulgurite list mutants)',
    message: suggestion(mutant, ids, 'there is no planted mutant of this name'),
  });
  throw new InputError([problem]);
}

function checkPolicy(read: DocumentRead<unknown>, path: readonly string[], text: string): void {
  const loaded = loadPolicy(text);
  if (loaded.ok) return;
  const problems = loaded.problems.map((problem) =>
    read.problemAt(path, {
      found: `a policy with a problem at ${problem.path.join('.') || 'its top'}`,
      allowed: 'a policy document that loads',
      message: problem.message,
    }),
  );
  throw new InputError(problems);
}

function networkOf(file: string, network: CaseFile['network']): Network {
  if ('inline' in network) return network.inline;
  const path = join(dirname(file), network.file);
  const read = readDocument(path, networkSchema, {
    what: 'the network of the case',
    bytesMax: CASE_BYTES_MAX,
  });
  if (!read.ok) throw new InputError(read.problems);
  if (read.sha256 !== network.sha256) {
    const refusal = fileProblem(
      path,
      `SHA-256 ${read.sha256}`,
      network.sha256,
      'this is not the network that the case was recorded on',
    );
    throw new InputError(refusal.problems);
  }
  return read.value;
}
