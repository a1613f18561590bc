import { dirname, join } from 'node:path';
import { z } from 'zod';
import { InputError } from '#harness/input/input-error';
import { fileProblem } from '#harness/input/problem';
import { JSON_BYTES_MAX, readDocument } from '#harness/input/read-document';
import type { TrialContext } from '#harness/sim/trial-context';
import type { Network } from '#topologies/network';
import { CASE_VERSION, type CaseFile, caseSchema } from './case-file.ts';

/** A network file may be large: mainnet has more than 100,000 channel sides. */
const NETWORK_BYTES_MAX = 16 * JSON_BYTES_MAX;

export interface ReadCase {
  readonly recorded: CaseFile;
  readonly context: TrialContext;
}

/** @throws InputError when the file is not a case that this version can play. */
export function readCase(file: string): ReadCase {
  const versioned = readDocument(file, z.looseObject({ version: z.unknown() }), { what: 'a case file' });
  if (!versioned.ok) throw new InputError(versioned.problems);
  const { version } = versioned.value;
  if (version !== CASE_VERSION) {
    const age = typeof version === 'number' && version > CASE_VERSION ? 'a newer' : 'another';
    const problem = versioned.problemAt('version', {
      found: JSON.stringify(version) ?? 'nothing',
      allowed: String(CASE_VERSION),
      message: `this case was written by ${age} version of Fulgurite; replay it with that version`,
    });
    throw new InputError([problem]);
  }
  const read = readDocument(file, caseSchema, { what: 'a case file' });
  if (!read.ok) throw new InputError(read.problems);
  const recorded = read.value;
  const { pilot, policyText } = recorded;
  return { recorded, context: { pilot, policyText, network: networkOf(file, recorded) } };
}

function networkOf(file: string, { network }: CaseFile): Network {
  if ('inline' in network) return network.inline;
  const path = join(dirname(file), network.file);
  const read = readDocument(path, z.custom<Network>(), {
    what: 'the network of the case',
    bytesMax: NETWORK_BYTES_MAX,
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
