import type { Random } from '#chaos/random';
import type { FaultKind } from '#chaos/registry';
import { type BoundaryName, type BoundaryPhase, commitBoundary } from '#orchestrator/domain/boundaries';
import type { LedgerEvent } from '#orchestrator/domain/ledger-event';
import type { IntentStatus } from '#orchestrator/domain/status';
import type { DiskFault } from '../disk-journal.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';

type Store = FaultOfKind<'store.slow' | 'store.error' | 'store.commit_unknown' | 'store.partial_commit'>;
type Stale = FaultOfKind<'store.stale_read'>;
type Crash = FaultOfKind<'orch.crash_at'>;

const KINDS = new Set<FaultKind>([
  'store.slow',
  'store.error',
  'store.commit_unknown',
  'store.partial_commit',
  'store.stale_read',
  'orch.crash_at',
]);

/** Faults of the orchestrator's disk, and its deaths at write boundaries: F12, F16 to F19. */
export class StoreFaults {
  readonly #random: Random;
  readonly #touch: Touch;
  #store: Store[] = [];
  #stale: Stale[] = [];
  #crashes: Crash[] = [];
  /** How long the process stays away after the next crash or stop, ms. */
  #downMs = 0;

  constructor(random: Random, touch: Touch) {
    this.#random = random;
    this.#touch = touch;
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    if (active.fault.kind === 'orch.crash_at') this.#crashes.push(active as Crash);
    else if (active.fault.kind === 'store.stale_read') this.#stale.push(active as Stale);
    else this.#store.push(active as Store);
  }

  end(active: ActiveFault): void {
    this.#crashes = this.#crashes.filter((other) => other !== active);
    this.#stale = this.#stale.filter((other) => other !== active);
    this.#store = this.#store.filter((other) => other !== active);
  }

  /** What happens to the commit that is about to be written. */
  strikeCommit(events: readonly LedgerEvent[]): DiskFault | null {
    if (this.#store.length === 0) return null;
    const boundary = commitBoundary(events);
    for (const active of this.#store) {
      const { fault } = active;
      if (fault.boundary !== undefined && fault.boundary !== boundary) continue;
      switch (fault.kind) {
        case 'store.slow':
          this.#touch(active, -1, '', 'commit slow');
          return { kind: 'slow', delayMs: fault.delayMs };
        case 'store.error':
          if (!this.#random.chance(fault.sharePct, 100)) continue;
          this.#touch(active, -1, '', `commit refused: ${fault.code}`);
          // All of them mean: try again. The result `conflict` is for a key or a hash that is taken, which is another matter.
          return { kind: 'refused' };
        default:
          active.counted++;
          if (active.counted !== fault.nth) continue;
          this.#downMs = fault.durMs;
          return this.#cut(active as FaultOfKind<'store.commit_unknown' | 'store.partial_commit'>);
      }
    }
    return null;
  }

  #cut(active: FaultOfKind<'store.commit_unknown' | 'store.partial_commit'>): DiskFault {
    const { fault } = active;
    if (fault.kind === 'store.partial_commit') {
      this.#touch(active, -1, '', 'commit torn');
      return { kind: 'torn', keepPct: fault.keepPct };
    }
    this.#touch(active, -1, '', fault.committed ? 'commit kept, answer lost' : 'commit lost, answer lost');
    return { kind: 'unknown', committed: fault.committed };
  }

  /** How far behind the journal reads now, ms. Asked when it is read. */
  staleMs(): number {
    let lagMs = 0;
    for (const active of this.#stale) {
      this.#touch(active, -1, '', 'journal read as it was');
      lagMs = Math.max(lagMs, active.fault.lagMs);
    }
    return lagMs;
  }

  /** Whether the process dies at this boundary, of an intent of this status. */
  strikeBoundary(name: BoundaryName, phase: BoundaryPhase, status: IntentStatus | 'none'): boolean {
    for (const active of this.#crashes) {
      const { fault } = active;
      if (fault.boundary !== name || fault.phase !== phase) continue;
      if (fault.status !== undefined && fault.status !== status) continue;
      active.counted++;
      if (active.counted !== fault.nth) continue;
      this.#downMs = fault.durMs;
      this.#touch(active, -1, '', `died ${phase} ${name}`);
      return true;
    }
    return false;
  }

  /** How long the process that just died stays away; asked once a death. */
  takeDownMs(): number {
    const downMs = this.#downMs;
    this.#downMs = 0;
    return downMs;
  }
}
