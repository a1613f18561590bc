import type { HistoryEvent } from '#reports/evidence/history';

const CLOCK_FAULT = 'orch.clock_skew';

/** Where in the trial we are, and what is up: what liveness is measured from. All times in ms of the trial. */
export class Phases {
  nowMs = 0;
  /** Since when no fault is on; `Infinity` during a storm. */
  calmSinceMs = 0;
  orchestratorUp = true;
  orchestratorUpSinceMs = 0;
  private processes = 0;
  /** The orchestrator's clock is or was wrong: when something was decided, by that clock, cannot be compared with the world. */
  clockWasWrong = false;
  private clockFaults = 0;
  private readonly bounds = new Map<string, number>();
  private readonly nodeUpSinceMs = new Map<number, number>();

  observe(event: HistoryEvent): void {
    switch (event.kind) {
      case 'phase-began':
        if (event.state === 'storm') this.calmSinceMs = Number.POSITIVE_INFINITY;
        else if (event.state === 'heal') this.calmSinceMs = event.atMs;
        break;
      case 'fault-began':
        if (event.state !== CLOCK_FAULT) return;
        this.clockFaults++;
        this.clockWasWrong = true;
        break;
      case 'fault-ended':
        if (event.state === CLOCK_FAULT) this.clockFaults--;
        break;
      case 'bound-in-force':
        this.bounds.set(event.actor, event.amountMsat);
        break;
      case 'node-moved':
        this.nodeUpSinceMs.set(event.node, event.state === 'up' ? event.atMs : Number.POSITIVE_INFINITY);
        break;
      case 'orchestrator-moved':
        // There may be two for a while (F13): it is up while one of them is.
        this.processes = Math.max(0, this.processes + (event.state === 'started' ? 1 : -1));
        this.orchestratorUp = this.processes > 0;
        if (event.state === 'started') this.orchestratorUpSinceMs = event.atMs;
        break;
      default:
    }
  }

  /** The bound of a property in this trial, or undefined: then it cannot be judged. */
  bound(id: string): number | undefined {
    return this.bounds.get(id);
  }

  /** The moment from which nothing stands in the way any more; `Infinity` while something does. */
  get freeSinceMs(): number {
    if (!this.orchestratorUp) return Number.POSITIVE_INFINITY;
    return Math.max(this.calmSinceMs, this.orchestratorUpSinceMs);
  }

  /** A fault has put the orchestrator's clock wrong: what it does a second late it cannot know to be late. */
  get clockIsWrong(): boolean {
    return this.clockFaults > 0;
  }

  nodeUpSince(node: number): number {
    return this.nodeUpSinceMs.get(node) ?? 0;
  }
}
