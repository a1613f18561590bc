import type { HistoryEvent } from '#reports/evidence/history';

/** Where in the trial we are, and what is up: what liveness is measured from. All times in ms of the trial. */
export class Phases {
  nowMs = 0;
  /** Since when no fault is on; `Infinity` during a storm. */
  calmSinceMs = 0;
  orchestratorUp = true;
  orchestratorUpSinceMs = 0;
  private readonly bounds = new Map<string, number>();
  private readonly nodeUpSinceMs = new Map<number, number>();

  observe(event: HistoryEvent): void {
    switch (event.kind) {
      case 'phase-began':
        if (event.state === 'storm') this.calmSinceMs = Number.POSITIVE_INFINITY;
        else if (event.state === 'heal') this.calmSinceMs = event.atMs;
        break;
      case 'bound-in-force':
        this.bounds.set(event.actor, event.amountMsat);
        break;
      case 'node-moved':
        this.nodeUpSinceMs.set(event.node, event.state === 'up' ? event.atMs : Number.POSITIVE_INFINITY);
        break;
      case 'orchestrator-moved':
        this.orchestratorUp = event.state === 'started';
        if (this.orchestratorUp) this.orchestratorUpSinceMs = event.atMs;
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

  nodeUpSince(node: number): number {
    return this.nodeUpSinceMs.get(node) ?? 0;
  }
}
