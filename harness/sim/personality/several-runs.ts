import type { PaymentRun } from '../payment-run.ts';
import type { Booked } from './daemon.ts';

/** What a daemon keeps of one of its runs of a hash. */
export interface RunBooks {
  readonly run: PaymentRun;
  readonly state: Booked['state'];
  readonly preimage: string;
  readonly feeMsat: number;
  readonly paidMsat: number;
}

/** Several runs of one hash in one word: what settled wins, then what may still settle, then the last failure. */
export function allOfHash(node: number, runs: readonly RunBooks[] | undefined): Booked | undefined {
  const one =
    runs?.find(({ state }) => state === 'settled') ??
    runs?.find(({ state }) => state === 'in_flight') ??
    runs?.at(-1);
  if (one === undefined) return undefined;
  const { run, state, preimage, feeMsat, paidMsat } = one;
  return { node, order: run.order, state, preimage, feeMsat, paidMsat };
}
