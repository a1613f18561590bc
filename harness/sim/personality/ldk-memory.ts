import type { PaymentRun } from '../payment-run.ts';
import type { DaemonHost } from './daemon.ts';

/** LDK remembers a payment that succeeded for so many ticks (`IDEMPOTENCY_TIMEOUT_TICKS`, adapters.md §6.3). */
export const REMEMBERED_TICKS = 7;
/** One tick a minute of uptime, and one at every start: gone after 8 starts, or about 8 minutes (ldk-observed.md §1 (2)). */
export const TICK_MS = 60_000;

/** LDK's own map of outgoing payments: it outlives restarts with the ChannelManager, and it forgets what is done. */
export class LdkMemory {
  readonly #host: DaemonHost;
  /** By hash: the run, and the tick at which it succeeded; -1 while it is pending. */
  readonly #known = new Map<string, { readonly run: PaymentRun; tick: number }>();
  #ticksBefore = 0;
  #startedAtMs = 0;

  constructor(host: DaemonHost) {
    this.#host = host;
  }

  has(hash: string): boolean {
    const known = this.#known.get(hash);
    if (known === undefined) return false;
    if (known.tick < 0 || this.#tick() - known.tick <= REMEMBERED_TICKS) return true;
    this.#known.delete(hash);
    return false;
  }

  add(run: PaymentRun): void {
    this.#known.set(run.order.hash, { run, tick: -1 });
  }

  /** `PaymentSent`: from now on it fades. */
  sent(hash: string): void {
    const known = this.#known.get(hash);
    if (known?.tick === -1) known.tick = this.#tick();
  }

  /** `PaymentFailed`. */
  forgetAtOnce(hash: string): void {
    this.#known.delete(hash);
  }

  /** A payment without an HTLC is abandoned, or was in no ChannelManager that reached the disk. */
  started(): void {
    this.#ticksBefore = this.#tick() + 1;
    this.#startedAtMs = this.#host.nowMs;
    for (const [hash, { run }] of this.#known) if (run.state === 'failed') this.#known.delete(hash);
  }

  forget(): void {
    for (const hash of this.#known.keys()) this.has(hash);
  }

  #tick(): number {
    return this.#ticksBefore + Math.floor((this.#host.nowMs - this.#startedAtMs) / TICK_MS);
  }
}
