import type { IntentId, PaymentHash } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { ListCall, LookupCall, NodeListing, PayCall } from '#orchestrator/ports/node';
import type { FriendlyInvoice, Rig } from '../rig.ts';

/** A pay call is given so long; its window is shorter. */
export const PAY_TIMEOUT_MS = 15_000;
export const WINDOW_MS = 10_000;
const ASK_TIMEOUT_MS = 5_000;
/** More than any daemon needs to be called again after a start. */
const READY_TRIES = 60;
const READY_PAUSE_MS = 500;
/** A daemon that is called again follows up what it had begun (lnd-observed.md §5a: 2.1 s at most). */
const FOLLOW_UP_MS = 5_000;

let calls = 0;

/** A pay call with limits that do not matter. */
export function payCall(
  { payer }: Rig,
  { hash, text, amountMsat }: Pick<FriendlyInvoice, 'hash' | 'text' | 'amountMsat'>,
  more: Partial<PayCall> = {},
): PayCall {
  calls += 1;
  return {
    callId: calls,
    intent: `contract-${hash.slice(0, 12)}` as IntentId,
    attemptNo: 1,
    node: payer.name,
    invoice: text,
    hash,
    epochAtSend: '',
    amountMsat: amountMsat ?? msat(7_654_321n),
    feeLimitMsat: msat(100_000n),
    attemptWindowMs: WINDOW_MS,
    timeoutMs: PAY_TIMEOUT_MS,
    partsMax: 1,
    cltvLimitBlocks: 1_440,
    ...more,
  };
}

/** Pays, and waits for the answer. */
export function pay(rig: Rig, invoice: FriendlyInvoice, more: Partial<PayCall> = {}): Promise<NodeAnswer> {
  return rig.time.until(rig.payer.pay(payCall(rig, invoice, more)));
}

/** The node's word now. */
export function lookup(rig: Rig, hash: PaymentHash, node = rig.payer): Promise<NodeAnswer> {
  calls += 1;
  const call: LookupCall = {
    callId: calls,
    intent: `contract-${hash.slice(0, 12)}` as IntentId,
    attemptNo: 1,
    node: node.name,
    hash,
    epochAtSend: '',
    timeoutMs: ASK_TIMEOUT_MS,
  };
  return rig.time.until(node.lookup(call));
}

export function list(rig: Rig, sinceMs: number): Promise<NodeListing> {
  calls += 1;
  const call: ListCall = { callId: calls, node: rig.payer.name, sinceMs, timeoutMs: ASK_TIMEOUT_MS };
  return rig.time.until(rig.payer.list(call));
}

/** Begins to pay a hold invoice, and lets its HTLC reach the friend, who keeps it. */
export async function payAndHold(rig: Rig, more: Partial<PayCall> = {}) {
  const invoice = rig.friend.invoice({ hold: true });
  const paying = rig.payer.pay(payCall(rig, invoice, more));
  await rig.time.pass(3_000);
  return { invoice, paying };
}

/** The daemon dies, and is there again so much later, with what it had begun followed up. False: it never is. */
export async function restart(rig: Rig, downMs = 1_000): Promise<boolean> {
  rig.kill();
  await rig.time.pass(downMs);
  rig.start();
  return isReady(rig);
}

export async function isReady(rig: Rig): Promise<boolean> {
  for (let tries = 0; tries < READY_TRIES; tries++) {
    await rig.time.pass(READY_PAUSE_MS);
    const isThere = await rig.time.until(
      rig.payer.probe().then(
        () => true,
        () => false,
      ),
    );
    if (!isThere) continue;
    await rig.time.pass(FOLLOW_UP_MS);
    return true;
  }
  return false;
}

/** What was refused, or null where it was done. */
export function refusal(rig: Rig, asked: Promise<unknown>): Promise<unknown> {
  return rig.time.until(
    asked.then(
      () => null,
      (error: unknown) => error,
    ),
  );
}

/** How often the payment settled. */
export function timesPaid({ truth }: Rig, hash: string): number {
  return truth.runs(hash).filter(({ state }) => state === 'settled').length;
}
