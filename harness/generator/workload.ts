import fc from 'fast-check';
import type { Workload } from '#scenarios/workload-schema';
import { CORRIDORS, TENANTS } from './policy.ts';

export interface WorkloadGenes {
  /** Where between the fewest and the most intents that the scenario asks for; 0 to 1,000,000. */
  readonly intentsAt: number;
  /** 0: all in one burst at the start; else over how much of the storm the arrivals are spread, percent. */
  readonly spreadPct: number;
  readonly largeSharePct: number;
  readonly retryPct: number;
  readonly alteredPct: number;
  readonly retryAfterMsMax: number;
  readonly deadlineS: number;
  readonly expiryS: number;
  readonly feeCapPpm: number;
  readonly tiers: Workload['tiers'];
}

export const SHARES = 1_000_000;

/** Idle or hurried clients, patient or not; invoices that outlive the trial or expire within it. */
export const workloadGenes: fc.Arbitrary<WorkloadGenes> = fc.record({
  intentsAt: fc.nat(SHARES),
  spreadPct: fc.constantFrom(0, 5, 40, 90),
  largeSharePct: fc.constantFrom(0, 5, 50),
  retryPct: fc.constantFrom(0, 10, 50),
  alteredPct: fc.constantFrom(0, 5, 20),
  retryAfterMsMax: fc.constantFrom(0, 1_000, 6_000),
  deadlineS: fc.constantFrom(5, 15, 40),
  expiryS: fc.constantFrom(60, 3_600),
  feeCapPpm: fc.constantFrom(1_000, 5_000, 10_000),
  tiers: fc.constantFrom({ low: 80, medium: 15, high: 5 }, { low: 1, medium: 1, high: 1 }),
});

export function workloadOf(
  genes: WorkloadGenes,
  intents: { readonly min: number; readonly max: number },
  stormMs: number,
): Workload {
  const count = intents.min + Math.round(((intents.max - intents.min) * genes.intentsAt) / SHARES);
  const spreadS = (stormMs * genes.spreadPct) / 100_000;
  return {
    intents: count,
    arrivals:
      spreadS === 0
        ? { kind: 'burst', size: count, everyMs: 1_000 }
        : { kind: 'poisson', ratePerS: count / spreadS },
    valueBands: [
      { name: 'small', minSat: 1, maxSat: 9_999, weight: 100 - genes.largeSharePct },
      { name: 'large', minSat: 10_000, maxSat: 250_000, weight: genes.largeSharePct },
    ],
    tenants: TENANTS.map(({ name, agent, principal, delegation }) => ({
      name,
      weight: 1,
      agents: [{ name: agent, principal, delegation }],
    })),
    corridors: CORRIDORS.map((id) => ({ id, weight: 1 })),
    tiers: genes.tiers,
    retryShare: genes.retryPct / 100,
    alteredShare: genes.alteredPct / 100,
    retryAfterMs: { min: 0, max: genes.retryAfterMsMax },
    deadlineS: Math.min(genes.deadlineS, genes.expiryS),
    feeCap: { ppm: genes.feeCapPpm, minSat: 10 },
    invoiceExpiryS: genes.expiryS,
    compliance: 'INV-{intent}',
  };
}
