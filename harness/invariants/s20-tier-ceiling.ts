import type { HistoryEvent } from '#reports/evidence/history';
import type { IntentFacts } from './fact-records.ts';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import { RollingSum, type Spent } from './rolling-sum.ts';
import type { TrialFacts } from './trial-facts.ts';

interface Limit {
  readonly perPaymentMsat: number;
  readonly review: boolean;
  readonly windows: Partial<Record<'tenant' | 'agent', Window>>;
}

interface Window {
  readonly rollingMsat: number;
  readonly windowMs: number;
  /** By tenant; for agents by tenant and agent. */
  readonly sums: Map<string, RollingSum>;
}

/** What S20 knows of one intent. */
interface Claim {
  /** When the first decision ends: decisions of one policy live equally long, so differences are those of the decisions. */
  readonly anchorMs: number;
  approval: string;
  /** In the windows of the tenant and of the agent. */
  spent: Partial<Record<'tenant' | 'agent', Spent>> | undefined;
}

export const tierCeiling: Invariant = {
  id: 'S20',
  title: 'Autonomy tier ceiling',
  promise:
    'No dispatch is above the limit of its tier, no rolling window of a tenant, nor of one of its agents, holds more in a tier than its limit in dispatched intents that did not fail, and a tier under review dispatches only after one human approval, used once (Safety S20).',
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
      this.limitSet(event);
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
        // A refusal after it was given takes the approval back; no dispatch may rest on it from then on.
        if (
          event.state !== 'requested' &&
          claim.approval !== 'requested' &&
          !(event.state === 'refused' && claim.approval === 'given')
        )
          violated(
            `approval ${event.state} by ${event.actor} while it was ${claim.approval || 'not requested'}`,
            [event.intent],
          );
        claim.approval = event.state;
        break;
      case 'intent-moved':
        if (claim?.spent !== undefined && this.endedUnpaid(event)) this.release(event.intent, claim);
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
    claim.spent = {};
    for (const whose of WHOSE) {
      const window = limit.windows[whose];
      if (window === undefined) continue;
      const spent = { anchorMs: claim.anchorMs, amountMsat: event.amountMsat };
      claim.spent[whose] = spent;
      const most = sumOf(window, nameOf(whose, intent)).add(spent);
      if (most > window.rollingMsat)
        violated(
          `${whose} ${nameOf(whose, intent)} has ${most} msat out within ${window.windowMs} ms in tier ${intent.tier}, the limit is ${window.rollingMsat} msat`,
          [intent.ordinal],
        );
    }
  }

  private limitSet(event: HistoryEvent): void {
    const limit = this.limits.get(event.tier);
    const windows = limit?.windows ?? {};
    windows[event.actor === 'agent' ? 'agent' : 'tenant'] = {
      rollingMsat: event.limitMsat,
      windowMs: event.feeMsat,
      sums: new Map(),
    };
    if (limit === undefined)
      this.limits.set(event.tier, {
        perPaymentMsat: event.amountMsat,
        review: event.state === 'review',
        windows,
      });
  }

  private release(ordinal: number, { spent }: Claim): void {
    const intent = this.facts.intents[ordinal];
    const windows = this.limits.get(intent.tier)?.windows;
    for (const whose of WHOSE) {
      const own = spent?.[whose];
      if (own !== undefined) windows?.[whose]?.sums.get(nameOf(whose, intent))?.release(own);
    }
  }
}

const WHOSE = ['tenant', 'agent'] as const;

function nameOf(whose: 'tenant' | 'agent', intent: IntentFacts): string {
  return whose === 'tenant' ? intent.tenant : intent.spender;
}

function sumOf({ sums, windowMs }: Window, name: string): RollingSum {
  let sum = sums.get(name);
  if (sum === undefined) {
    sum = new RollingSum(windowMs);
    sums.set(name, sum);
  }
  return sum;
}
