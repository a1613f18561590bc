import type { PayAdmission, PaymentRecord, PayOrder } from './payment-record.ts';

/**
 * How one implementation behaves where implementations differ (adapters.md §§3–6 and 12). The simulated payer asks it; the
 * network below is the same for all. One file per implementation.
 */
export interface NodePersonality {
  readonly name: string;
  /** What a pay call gets at once, given the latest run for this hash (undefined: none known). */
  admit(known: PaymentRecord | undefined, order: PayOrder, nowMs: number): PayAdmission;
  /** Whether a run that began before a restart may send new HTLCs after it. */
  readonly resumesAfterRestart: boolean;
  /** What a look-up shows of a run. */
  shown(record: PaymentRecord | undefined): PaymentRecord | undefined;
}
