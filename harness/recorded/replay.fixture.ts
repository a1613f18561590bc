import { createHash } from 'node:crypto';
import { readBolt11 } from '#orchestrator/adapters/bolt11';
import type { DaemonEpoch, IntentId, NodeName, PaymentHash } from '#orchestrator/domain/ids';
import type { Msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import { type LightningNode, NodeRefused } from '#orchestrator/ports/lightning-node';
import type { ListCall, LookupCall, PayCall } from '#orchestrator/ports/node';
import type { Timer, Timers } from '#orchestrator/ports/timers';
import { answerInWords } from './conclusion.ts';

/** Summaries of trials name no preimage: all are told with this one, and the hash of it. */
export const PREIMAGE_OF_TRIALS = '11'.repeat(32);
export const HASH_OF_TRIALS = '02d449a31fbb267c8f352e9968a79e3e5fc95c1bbeaa502fd6454ebde5a4bedc';

/** The epochs before and after the restart of a daemon. */
export const BEFORE = 'a.1' as DaemonEpoch;
export const AFTER = 'a.2' as DaemonEpoch;
export const NODE = 'alice' as NodeName;
/** Its amount is 1,000,000 msat; what is read of an invoice before it is sent stands in this part. */
const STAND_IN = 'lnbcrt10u1p';
/** Longer than any call waits. */
export const PATIENCE_MS = 60_000;

/** Time that only passes when nothing more will be said. */
export class ReplayTimers implements Timers {
  #nowMs = Date.UTC(2026, 10, 22, 18);
  readonly #due = new Set<{ readonly atMs: number; readonly ring: () => void }>();

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, ring: () => void): Timer {
    const timer = { atMs: this.#nowMs + ms, ring };
    this.#due.add(timer);
    return { cancel: () => this.#due.delete(timer) };
  }

  /** Rings all that was due until then; what is set meanwhile rings another time. */
  pass(ms: number): void {
    this.#nowMs += ms;
    for (const timer of [...this.#due])
      if (timer.atMs <= this.#nowMs && this.#due.delete(timer)) timer.ring();
  }
}

/** Fails when a settlement is none: the preimage proves it. */
export function proven(answer: NodeAnswer, hash: string): string {
  if (answer.kind === 'settled') {
    const proves = createHash('sha256').update(Buffer.from(answer.preimage, 'hex')).digest('hex');
    if (proves !== hash) throw new Error(`settled with a preimage of ${proves}, not of ${hash}`);
  }
  return answerInWords(answer);
}

/** A pay call as it may have been made at the time; an invoice that no adapter would send is stood in for. */
export function payCallFor(
  invoice: string,
  hash: string,
  amountMsat: bigint | null,
  more: Partial<PayCall> = {},
): PayCall {
  const read = readBolt11(invoice);
  const sendable = !('error' in read) && read.network === 'bcrt';
  return {
    ...lookupCallFor(hash),
    invoice: sendable ? invoice : STAND_IN,
    amountMsat: ((sendable ? read.amountMsat : 1_000_000n) ?? amountMsat ?? 1_000_000n) as Msat,
    feeLimitMsat: 100_000n as Msat,
    attemptWindowMs: 20_000,
    timeoutMs: PATIENCE_MS / 2,
    partsMax: 16,
    cltvLimitBlocks: 1008,
    ...more,
  };
}

/** The payment hash of an invoice; '' when it is none. */
export function hashOfInvoice(invoice: string): string {
  const read = readBolt11(invoice);
  return 'error' in read ? '' : read.hash;
}

export function lookupCallFor(hash: string, more: Partial<LookupCall> = {}): LookupCall {
  return {
    callId: 1,
    intent: 'int_1' as IntentId,
    attemptNo: 1,
    node: NODE,
    hash: (hash === '' ? 'ab'.repeat(32) : hash) as PaymentHash,
    epochAtSend: BEFORE,
    timeoutMs: 5_000,
    ...more,
  };
}

export const LIST_ALL: ListCall = { callId: 2, node: NODE, sinceMs: 0, timeoutMs: PATIENCE_MS / 2 };

/** A refusal is a conclusion too. */
export async function orRefused(call: Promise<string>): Promise<string> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof NodeRefused) return `refused: ${error.kind}`;
    throw error;
  }
}

/** What a follower is told until the end of `quiet`, in words. */
export async function followed(
  node: LightningNode,
  cursor: string,
  quiet: (heard: readonly string[]) => Promise<void>,
): Promise<string> {
  const heard: string[] = [];
  let last = '';
  const subscription = node.follow(
    {
      hint: ({ claims }) => heard.push(`hint: ${claims}`),
      invoice: (_hash, state) => heard.push(`invoice ${state}`),
      cursor: (text) => {
        last = text;
      },
      gap: () => heard.push('gap'),
    },
    cursor,
  );
  await quiet(heard);
  subscription.stop();
  const counted = [...Map.groupBy(heard, (one) => one)].map(([one, all]) =>
    all.length === 1 ? one : `${all.length} × ${one}`,
  );
  return [...counted, ...(last === '' ? [] : [`cursor ${last}`])].join('; ') || 'nothing told';
}

/** Until it holds; sockets need real turns of the event loop. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 5000; turn++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error('it never came to pass');
}
