import { dirname, isAbsolute, join } from 'node:path';
import { InputError } from '#harness/input/input-error';
import { loadTopology } from '#harness/input/load-topology';
import { suggestion } from '#harness/input/nearest-name';
import { fileProblem, type Problem } from '#harness/input/problem';
import { readDocument } from '#harness/input/read-document';
import { type Pilot, pilotSchema } from '#scenarios/pilot-schema';
import type { Network } from '#topologies/network';
import { crossProblems } from './cross-problems.ts';
import { readPolicy } from './read-policy.ts';
import { pilotFile, shippedPilots } from './shipped-pilots.ts';

/** The three files of a run, read and checked alone and against each other. */
export interface PilotInputs {
  readonly pilot: Pilot;
  readonly pilotFile: string;
  readonly pilotText: string;
  readonly policyText: string;
  readonly network: Network;
  /** Nothing that stops the run, but a person should know. */
  readonly warnings: readonly Problem[];
}

/** @throws InputError with everything that is wrong. Writes nothing. */
export function readInputs(argument: string): PilotInputs {
  const file = pilotFile(argument);
  const read = readDocument(file, pilotSchema, { what: 'a pilot file' });
  if (!read.ok)
    throw new InputError(file === argument ? withShippedNames(argument, read.problems) : read.problems);
  const pilot = read.value;
  const policy = readPolicy(fromPilot(file, pilot.policy));
  const topology = loadTopology(pilot.topology, dirname(file));
  const problems = [
    ...(policy.ok ? [] : policy.problems),
    ...(topology.ok ? [] : topology.problems),
    ...(policy.ok && topology.ok ? crossProblems(read, policy.policy, topology.network) : []),
  ];
  if (problems.length > 0 || !policy.ok || !topology.ok) throw new InputError(problems);
  return {
    pilot,
    pilotFile: file,
    pilotText: read.text,
    policyText: policy.text,
    network: topology.network,
    warnings: topology.warnings,
  };
}

function fromPilot(file: string, reference: string): string {
  return isAbsolute(reference) ? reference : join(dirname(file), reference);
}

/** A name that is neither a file nor a shipped pilot may be a typo of one. */
function withShippedNames(argument: string, problems: readonly Problem[]): readonly Problem[] {
  const [problem] = problems;
  if (problem?.found !== 'no file') return problems;
  const names = shippedPilots().map((pilot) => pilot.name);
  const allowed = `a path to a pilot file, or one of ${names.join(', ')}`;
  const said = suggestion(argument, names, 'there is no such file; check the name and the folder');
  return fileProblem(argument, 'no file', allowed, said).problems;
}
