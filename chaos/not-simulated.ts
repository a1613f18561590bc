/** The catalogue of properties-and-faults.md runs from F01 to this number. */
export const CATALOGUE_LAST = 66;

/** An entry of the catalogue that no kind of fault stands for. */
export interface NotSimulated {
  /** `F01` … `F66`. */
  readonly id: string;
  /** Its name in the catalogue. */
  readonly name: string;
  readonly because: string;
}

/**
 * What the simulation does not do, and why. Whoever adds a kind for one of these removes its line: every entry of the
 * catalogue is either the `source` of a kind or stands here, never both.
 */
export const NOT_SIMULATED: readonly NotSimulated[] = [
  {
    id: 'F04',
    name: 'node.partial_hang',
    because:
      'containers only: a stopped process 1 whose children go on answering; a simulated daemon is one process',
  },
  {
    id: 'F11',
    name: 'node.version_skew',
    because:
      'containers only: it takes two images; what versions do differently is a personality of the topology here',
  },
  {
    id: 'F20',
    name: 'outbox.relay_crash',
    because: 'the orchestrator has no outbox relay yet: the answer itself is stored in the same commit',
  },
  {
    id: 'F29',
    name: 'net.swizzle_clog',
    because: 'no kind of its own: the pattern swizzle-clog composes it of single faults',
  },
  {
    id: 'F31',
    name: 'net.packet_loss/dup/corrupt',
    because:
      'containers only: TCP hides single packets from both ends; what gets through is delay (net.latency) or a cut (net.reset)',
  },
  {
    id: 'F55',
    name: 'ln.onchain_fee_spike',
    because:
      'the model leaves on-chain fees out, so that conservation of money is exact (harness/sim/chain.ts): there is nothing that could spike',
  },
];
