import type { DaemonEpoch } from '#orchestrator/domain/ids';
import type { Daemons } from './daemons.ts';

/** No sockets: every node is driven in this process. What is left of the environment is the wire, and how time moves. */
export const IN_PROCESS: Daemons = {
  start: () => Promise.resolve(null),
  adapter: ({ daemon }) => {
    throw new Error(`${daemon}: nothing listens`);
  },
  epochOf: (_implementation, { epoch }) => epoch as DaemonEpoch,
};
