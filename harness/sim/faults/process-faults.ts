import type { FaultKind } from '#chaos/registry';
import type { Kernel } from '../kernel.ts';
import type { SkewedClock } from '../skewed-clock.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';

type Stall = FaultOfKind<'orch.event_loop_stall'>;
type Skew = FaultOfKind<'orch.clock_skew'>;
type Twin = FaultOfKind<'orch.dup_instance'>;

const KINDS = new Set<FaultKind>(['orch.event_loop_stall', 'orch.clock_skew', 'orch.dup_instance']);

/** What these faults take hold of. */
export interface Processes {
  readonly clock: SkewedClock;
  standStill(ms: number): void;
  goOn(): void;
  startTwin(): void;
  /** Ends the second process, if there is one; the first starts again if it had to give way. */
  endTwin(): void;
}

/** Faults of the orchestrator's process beside its deaths: F13 to F15. */
export class ProcessFaults {
  readonly #kernel: Kernel;
  readonly #touch: Touch;
  readonly #processes: Processes;
  #stalls: Stall[] = [];
  #skews: Skew[] = [];
  #twins: Twin[] = [];

  constructor(kernel: Kernel, touch: Touch, processes: Processes) {
    this.#kernel = kernel;
    this.#touch = touch;
    this.#processes = processes;
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    switch (active.fault.kind) {
      case 'orch.event_loop_stall':
        this.#stalls.push(active as Stall);
        this.#processes.standStill(active.fault.durMs);
        break;
      case 'orch.clock_skew':
        this.#skews.push(active as Skew);
        this.#setClock();
        this.#touch(active, -1, '', `clock off by ${active.fault.offsetMs} ms`);
        break;
      default:
        this.#twins.push(active as Twin);
        if (this.#twins.length === 1) this.#processes.startTwin();
        this.#touch(active, -1, '', 'second process started');
    }
  }

  end(active: ActiveFault): void {
    const without = <Fault extends ActiveFault>(list: Fault[]) => list.filter((other) => other !== active);
    this.#stalls = without(this.#stalls);
    this.#skews = without(this.#skews);
    this.#twins = without(this.#twins);
    if (active.fault.kind === 'orch.clock_skew') this.#setClock();
    else if (active.fault.kind === 'orch.dup_instance' && this.#twins.length === 0) this.#processes.endTwin();
    else if (active.fault.kind === 'orch.event_loop_stall' && this.#isEarly(active)) this.#processes.goOn();
  }

  /** Something that reached the process had to wait. */
  waited(): void {
    for (const active of this.#stalls) this.#touch(active, -1, '', 'had to wait');
  }

  /** The heal ends a stall before its time. */
  #isEarly(active: ActiveFault): boolean {
    return this.#stalls.length === 0 && this.#kernel.nowMs < active.fault.atMs + active.fault.durMs;
  }

  /** The last jump counts; without one the clock is right. */
  #setClock(): void {
    const last = this.#skews.at(-1)?.fault;
    this.#processes.clock.skew(last?.offsetMs ?? 0, last?.driftPpm ?? 0);
  }
}
