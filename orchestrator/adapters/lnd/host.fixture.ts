import type { DaemonEpoch, IntentId, NodeName, PaymentHash } from '../../domain/ids.ts';
import type { Msat } from '../../domain/money.ts';
import type { AdapterHost } from '../../ports/lightning-node.ts';
import type { LookupCall, PayCall } from '../../ports/node.ts';
import type { Timer, Timers } from '../../ports/timers.ts';

/** Time that stands still until it is moved. */
export class HandTimers implements Timers {
  #nowMs = 1_000_000;
  readonly #timers = new Set<{ readonly atMs: number; readonly ring: () => void }>();

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, ring: () => void): Timer {
    const timer = { atMs: this.#nowMs + ms, ring };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  get waiting(): number {
    return this.#timers.size;
  }

  pass(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#nowMs = next.atMs;
      next.ring();
    }
    this.#nowMs = endMs;
  }
}

export class TestHost implements AdapterHost {
  readonly timers = new HandTimers();
  now = 'a.1' as DaemonEpoch | '';
  epoch(): DaemonEpoch | '' {
    return this.now;
  }
}

export const NODE = 'alice' as NodeName;
export const MACAROON = '0201036c6e64';
const EPOCH = 'a.1' as DaemonEpoch;

export function payCall(hash: string, change: Partial<PayCall> = {}): PayCall {
  return {
    callId: 1,
    intent: 'i' as IntentId,
    attemptNo: 1,
    node: NODE,
    invoice: 'lnbcrt10u1p',
    hash: hash as PaymentHash,
    epochAtSend: EPOCH,
    amountMsat: 1_000_000n as Msat,
    feeLimitMsat: 2_001n as Msat,
    attemptWindowMs: 20_500,
    timeoutMs: 30_000,
    partsMax: 8,
    cltvLimitBlocks: 1008,
    ...change,
  };
}

export function lookupCall(hash: string): LookupCall {
  return {
    callId: 2,
    intent: 'i' as IntentId,
    attemptNo: 1,
    node: NODE,
    hash: hash as PaymentHash,
    epochAtSend: EPOCH,
    timeoutMs: 5000,
  };
}

/** Until it holds; sockets need real turns of the event loop. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000; turn++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error('it never came to pass');
}
