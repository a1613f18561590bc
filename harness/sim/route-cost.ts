/**
 * What a hop costs in a payer's search, beside its fee, in msat. Both follow LND: time that money may be locked
 * (`riskFactorBillionths` 15 per block), and a price on every further hop that may fail. LND weighs that price by a
 * success probability; here it is a constant per hop, since a channel that failed is banned outright (mission-control.ts).
 */
export const RISK_PER_BLOCK = 15e-9;
export const HOP_COST_MSAT = 1_000;
export const HOP_COST_SHARE = 100e-6;

/** Longest route that fits an onion with usual payloads (BOLT 4: 1300 bytes). */
export const HOPS_MAX = 20;
