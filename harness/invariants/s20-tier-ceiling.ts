import type { HistoryEvent } from '#reports/evidence/history';
import type { IntentFacts } from './fact-records.ts';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import { RollingSum, type Spent } from './rolling-sum.ts';
import type { TrialFacts } from './trial-facts.ts';

interface Limit {
  readonly perPaymentMsat: number;
  /** A payment of more than this needs a human. */
  readonly reviewAboveMsat: number;
  readonly windows: Partial<Record<'tenant' | 'agent', Window>>;
}

interface Window {
  readonly rollingMsat: number;
  readonly windowMs: number;
  /** By tenant; for agents by tenant and agent. */
  readonly sums: Map<string, RollingSum>;
}

/**
 * What S20 knows of one intent, itself the amount in the windows of tenant and agent: one object for all, because a long
 * trial has a hundred thousand of them. `anchorMs` is when the first decision ends: decisions of one policy live equally
 * long, so differences are those of the decisions.
 */
interface Claim extends Spent {
  /** It was dispatched: the windows hold it. */
  counted: boolean;
  approval: string;
  /** Who has really approved it, in the world. */
  approvers: readonly string[];
}

export const tierCeiling: Invariant = {
  id: 'S20',
  title: 'Autonomy tier ceiling',
  promise:
    'No dispatch is above the limit of its tier, no rolling window of a tenant, nor of one of its agents, holds more in a tier than its limit in dispatched intents that did not fail, and a tier under review dispatches only after one human approval, used once and really given by that person (Safety S20).',
  kind: 'safety',
  checked: 'always',
  listens: [
    'limit-in-force',
    'policy-decided',
    'person-acted',
    'approval-moved',
    'call-sent',
    'intent-moved',
  ],
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
          this.claims[event.intent] = {
            anchorMs: event.feeMsat,
            amountMsat: 0,
            counted: false,
            approval: '',
            approvers: NOBODY,
          };
        break;
      case 'person-acted':
        if (claim !== undefined && event.state === 'approved')
          claim.approvers = [...claim.approvers, event.actor];
        break;
      case 'approval-moved':
        if (claim === undefined) return;
        if (event.state === 'given' && !claim.approvers.includes(event.actor))
          violated(`approval in the name of ${event.actor}, who never gave it`, [event.intent]);
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
        if (claim?.counted && this.endedUnpaid(event)) this.release(event.intent, claim);
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
    if (event.amountMsat > limit.reviewAboveMsat && claim?.approval !== 'given')
      violated(
        `tier ${intent.tier} needs a human approval, it was ${claim?.approval || 'never requested'} when ${event.amountMsat} msat left`,
        [intent.ordinal],
      );
    if (claim === undefined || claim.counted) return;
    claim.counted = true;
    claim.amountMsat = event.amountMsat;
    for (const whose of WHOSE) {
      const window = limit.windows[whose];
      if (window === undefined) continue;
      const most = sumOf(window, nameOf(whose, intent)).add(claim);
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
        reviewAboveMsat: event.state === 'review' ? Number(event.cause) : Number.POSITIVE_INFINITY,
        windows,
      });
  }

  private release(ordinal: number, claim: Claim): void {
    const intent = this.facts.intents[ordinal];
    const windows = this.limits.get(intent.tier)?.windows;
    for (const whose of WHOSE) windows?.[whose]?.sums.get(nameOf(whose, intent))?.release(claim);
    claim.amountMsat = 0;
  }
}

const WHOSE = ['tenant', 'agent'] as const;
const NOBODY: readonly string[] = [];

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
