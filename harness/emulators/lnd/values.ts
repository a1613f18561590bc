import type { EmulatedChannel } from '../desk.ts';

/** BOLT 7 short channel id as LND's `chan_id`. */
export function channelNumber({ block, tx, output }: EmulatedChannel['shortId']): string {
  return ((BigInt(block) << 40n) | (BigInt(tx) << 16n) | BigInt(output)).toString();
}

export function sat(msat: number): string {
  return String(Math.floor(msat / 1000));
}

/** Unix seconds of unix ms. */
export function seconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}

/** Unix ns of unix ms; '0' for "not yet". */
export function nanoseconds(ms: number): string {
  return ms <= 0 ? '0' : `${Math.floor(ms)}000000`;
}

export function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** A bytes field of a request, in hex; '' when it is not set. */
export function hexOf(field: unknown): string {
  return Buffer.isBuffer(field) ? field.toString('hex') : '';
}

/** A 64-bit field of a request; clients name limits beyond what a number holds exactly, and no amount is as large. */
export function numberOf(field: unknown): number {
  return Math.min(Number(field ?? 0), Number.MAX_SAFE_INTEGER);
}
