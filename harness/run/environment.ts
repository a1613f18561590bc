import type { PilotInputs } from './read-inputs.ts';

/** Where a run plays its trials. */
export type Environment = PilotInputs['pilot']['environment'];

/** As people read it. */
export const ENVIRONMENT_TITLES: Readonly<Record<Environment, string>> = {
  sim: 'deterministic simulation',
  emulated: 'the same network, its payers behind servers that speak the daemons’ APIs on loopback sockets',
};
