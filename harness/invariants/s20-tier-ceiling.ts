import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import { RollingSum, type Spent } from './rolling-sum.ts';
import type { TrialFacts } from './trial-facts.ts';

interface Limit {
  readonly perPaymentMsat: number;
  readonly rollingMsat: number;
  readonly windowMs: number;
  readonly review: boolean;
  readonly sumOfTenant: Map<string, RollingSum>;
}

/** What S20 knows of one intent. */
interface Claim {
  /** When the first decision ends: decisions of one policy live equally long, so differences are those of the decisions. */
  readonly anchorMs: number;
  approval: string;
  spent: Spent | undefined;
}

export const tierCeiling: Invariant = {
  id: 'S20',
  title: 'Autonomy tier ceiling',
  promise:
    'No dispatch is above the limit of its tier, no rolling window of a tenant and tier holds more than its limit in dispatched intents that did not fail, and a tier under review dispatches only after one human approval, used once (Safety S20).',
  kind: 'safety',
  checked: 'always',
  listens: ['limit-in-force', 'policy-decided', 'approval-moved', 'call-sent', 'intent-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;
  private readonly limits = new Map<string, Limit>();
  private readonly claims: (Claim | undefined)[] = [];

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'limit-in-force') {
      this.limits.set(event.tier, {
        perPaymentMsat: event.amountMsat,
        rollingMsat: event.limitMsat,
        windowMs: event.feeMsat,
        review: event.state === 'review',
        sumOfTenant: new Map(),
      });
      return;
    }
    if (this.limits.size === 0) return;
    const claim = this.claims[event.intent];
    switch (event.kind) {
      case 'policy-decided':
        if (claim === undefined)
          this.claims[event.intent] = { anchorMs: event.feeMsat, approval: '', spent: undefined };
        break;
      case 'approval-moved':
        if (claim === undefined) return;
        if (event.state !== 'requested' && claim.approval !== 'requested')
          violated(
            `approval ${event.state} by ${event.actor} while it was ${claim.approval || 'not requested'}`,
            [event.intent],
          );
        claim.approval = event.state;
        break;
      case 'intent-moved':
        if (claim?.spent !== undefined && this.endedUnpaid(event)) this.release(event.intent, claim.spent);
        break;
      default:
        if (event.state === 'pay') this.dispatched(event, claim, violated);
    }
  }

  private endedUnpaid(event: HistoryEvent): boolean {
    return event.state !== 'settled' && this.facts.intents[event.intent].terminal;
  }

  private dispatched(event: HistoryEvent, claim: Claim | undefined, violated: Report): void {
    const intent = this.facts.intents[event.intent];
    const limit = intent === undefined ? undefined : this.limits.get(intent.tier);
    if (intent === undefined || limit === undefined) return;
    this.examined++;
    if (event.amountMsat > limit.perPaymentMsat)
      violated(
        `dispatched ${event.amountMsat} msat, tier ${intent.tier} allows ${limit.perPaymentMsat} msat per payment`,
        [intent.ordinal],
      );
    if (limit.review && claim?.approval !== 'given')
      violated(
        `tier ${intent.tier} needs a human approval, it was ${claim?.approval || 'never requested'} when ${event.amountMsat} msat left`,
        [intent.ordinal],
      );
    if (claim === undefined || claim.spent !== undefined) return;
    claim.spent = { anchorMs: claim.anchorMs, amountMsat: event.amountMsat };
    const most = sumOf(limit, intent.tenant).add(claim.spent);
    if (most > limit.rollingMsat)
      violated(
        `tenant ${intent.tenant} has ${most} msat out within ${limit.windowMs} ms in tier ${intent.tier}, the limit is ${limit.rollingMsat} msat`,
        [intent.ordinal],
      );
  }

  private release(ordinal: number, spent: Spent): void {
    const intent = this.facts.intents[ordinal];
    this.limits.get(intent.tier)?.sumOfTenant.get(intent.tenant)?.release(spent);
  }
}

function sumOf(limit: Limit, tenant: string): RollingSum {
  let sum = limit.sumOfTenant.get(tenant);
  if (sum === undefined) {
    sum = new RollingSum(limit.windowMs);
    limit.sumOfTenant.set(tenant, sum);
  }
  return sum;
}
