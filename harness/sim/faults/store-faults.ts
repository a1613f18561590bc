import type { FaultKind } from '#chaos/registry';
import type { BoundaryName, BoundaryPhase } from '#orchestrator/domain/boundaries';
import type { DiskFault } from '../disk-journal.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';

type Store = FaultOfKind<'store.slow' | 'store.commit_unknown' | 'store.partial_commit'>;
type Crash = FaultOfKind<'orch.crash_at'>;

const KINDS = new Set<FaultKind>([
  'store.slow',
  'store.commit_unknown',
  'store.partial_commit',
  'orch.crash_at',
]);

/** Faults of the orchestrator's own process and disk: F12, F16 to F18. */
export class StoreFaults {
  readonly #touch: Touch;
  #store: Store[] = [];
  #crashes: Crash[] = [];
  /** How long the process stays away after the next crash or stop, ms. */
  #downMs = 0;

  constructor(touch: Touch) {
    this.#touch = touch;
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    if (active.fault.kind === 'orch.crash_at') this.#crashes.push(active as Crash);
    else this.#store.push(active as Store);
  }

  end(active: ActiveFault): void {
    this.#crashes = this.#crashes.filter((other) => other !== active);
    this.#store = this.#store.filter((other) => other !== active);
  }

  /** What happens to the commit that is about to be written. */
  strikeCommit(): DiskFault | null {
    for (const active of this.#store) {
      const { fault } = active;
      if (fault.kind === 'store.slow') {
        this.#touch(active, -1, '', 'commit slow');
        return { kind: 'slow', delayMs: fault.delayMs };
      }
      active.counted++;
      if (active.counted !== fault.nth) continue;
      this.#downMs = fault.durMs;
      if (fault.kind === 'store.partial_commit') {
        this.#touch(active, -1, '', 'commit torn');
        return { kind: 'torn', keepPct: fault.keepPct };
      }
      this.#touch(active, -1, '', fault.committed ? 'commit kept, answer lost' : 'commit lost, answer lost');
      return { kind: 'unknown', committed: fault.committed };
    }
    return null;
  }

  /** Whether the process dies at this boundary. */
  strikeBoundary(name: BoundaryName, phase: BoundaryPhase): boolean {
    for (const active of this.#crashes) {
      const { fault } = active;
      if (fault.boundary !== name || fault.phase !== phase) continue;
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
