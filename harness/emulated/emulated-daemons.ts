import type { Implementation } from '#topologies/network';

const ON_SOCKETS: readonly Implementation[] = ['lnd', 'cln', 'eclair'];

/** Whether such a node has a server of its own. The others are driven in process: `plain` is no daemon, and LDK is a library. */
export function hasEmulator(implementation: Implementation): boolean {
  return ON_SOCKETS.includes(implementation);
}
