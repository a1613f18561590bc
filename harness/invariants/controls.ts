import type { HistoryEvent } from '#reports/evidence/history';

/** What people outside have told the orchestrator: kill switch, policy in force, whether the policy engine answers. */
export class Controls {
  /** Since when payments are stopped; -1 while they are not. */
  stoppedSinceMs = -1;
  /** When they were last released; -1 never. */
  releasedAtMs = -1;
  /** Since when the policy engine cannot be asked; -1 while it can. */
  silentSinceMs = -1;
  /** Hash of the policy in force; '' until it is replaced for the first time. */
  policyHash = '';

  observe(event: HistoryEvent): void {
    switch (event.state) {
      case 'kill_switch_on':
        if (this.stoppedSinceMs < 0) this.stoppedSinceMs = event.atMs;
        break;
      case 'kill_switch_off':
        this.stoppedSinceMs = -1;
        this.releasedAtMs = event.atMs;
        break;
      case 'policy_replaced':
        this.policyHash = event.digest;
        break;
      case 'policy_unavailable':
        if (this.silentSinceMs < 0) this.silentSinceMs = event.atMs;
        break;
      case 'policy_available':
        this.silentSinceMs = -1;
        break;
      default:
    }
  }
}
