import type { LndPayment } from '#orchestrator/adapters/lnd/said';
import type { LndCall } from '../call.ts';
import type { Told } from '../events.ts';
import type { LndHost, Method } from '../host.ts';
import { paymentMessage } from '../payment-message.ts';
import { refuse } from '../refusal.ts';
import { hexOf } from '../values.ts';
import { isEnding, isInFlight, isRow, rowOf, type Shown, sendIfNew } from './follow-payment.ts';

/**
 * The row as it is at once, its changes, and the end of the stream with its end. With `no_inflight_updates` a pending payment
 * says nothing at all until then (lnd-observed.md §6).
 */
export const trackPaymentV2: Method = (call, host) => {
  const hash = hexOf(call.request.payment_hash);
  if (hash.length !== 64) refuse(`invalid hash length of ${hash.length / 2}, want 32`);
  const silent = call.request.no_inflight_updates === true;
  const shown: Shown = { last: null };
  /** True: the stream is over. */
  const tell = (): boolean => {
    const row = rowOf(host, hash);
    if (!isRow(row)) call.fail(row);
    else if (isInFlight(row)) {
      if (!silent) sendIfNew(call, host, hash, row, shown, true);
      return false;
    } else call.finish(paymentMessage(host, hash, row));
    return true;
  };
  if (!tell()) host.events.followRecord(hash, call, tell);
};

/**
 * All payments from now on: first those that are in flight, then what happens. What ended while nobody listened is never told
 * (lnd-observed.md §8). With `no_inflight_updates` only ends.
 */
export const trackPayments: Method = (call, host) => {
  const { desk, events } = host;
  if (call.request.no_inflight_updates !== true) {
    const shown = new Map<string, Shown>();
    const tell = (hash: string) => {
      const row = rowOf(host, hash);
      if (!isRow(row) || !isInFlight(row)) {
        shown.delete(hash);
        return;
      }
      if (isEnding(row)) return;
      const last = shown.get(hash) ?? { last: null };
      shown.set(hash, last);
      sendIfNew(call, host, hash, row, last, true);
    };
    for (const { hash, state } of desk.records()) if (state === 'in_flight') tell(hash);
    events.records.follow(call, tell);
  }
  events.payments.follow(call, (told) => {
    if (told.claims !== 'in_flight') sendTold(call, host, told);
  });
};

/** The end of a payment as the event says it: it may come late, twice, or have been made up. */
function sendTold(call: LndCall, host: LndHost, told: Told): void {
  const row = rowOf(host, told.hash);
  const said = isRow(row) && isAsTold(row, told) ? row : claimed(told, isRow(row) ? row : null);
  call.send(paymentMessage(host, told.hash, said), true);
}

function isAsTold({ status, preimage }: LndPayment, { claims, preimage: told }: Told): boolean {
  return claims === 'settled' ? status === 'SUCCEEDED' && preimage === told : status === 'FAILED';
}

const ZEROS = '0'.repeat(64);

function claimed({ claims, preimage }: Told, row: LndPayment | null): LndPayment {
  const settled = claims === 'settled';
  return {
    kind: 'payment',
    status: settled ? 'SUCCEEDED' : 'FAILED',
    failureReason: settled ? 'NONE' : 'NO_ROUTE',
    preimage: settled && preimage !== '' ? preimage : ZEROS,
    feeMsat: row?.feeMsat ?? 0n,
    paymentIndex: row?.paymentIndex ?? '0',
    htlcs: settled ? [{ status: 'SUCCEEDED', preimage }] : [],
  };
}
