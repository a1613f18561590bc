import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

/** What the policy, and where it asked for one a human, last said about an intent. */
interface Permission {
  effect: string;
  amountMsat: number;
  payee: number;
  policyHash: string;
  validUntilMs: number;
  approval: string;
}

export const policyBeforeMoney: Invariant = {
  id: 'S19',
  title: 'Policy before money',
  promise:
    'Each dispatch rests on the latest durable decision for its intent: allow, or review with a human approval, for the same amount and payee, under the policy that the attempt names and that is in force, not expired at the dispatch, resends included (Safety S19).',
  kind: 'safety',
  checked: 'always',
  listens: ['policy-decided', 'approval-moved', 'call-sent'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;
  private readonly permissions: (Permission | undefined)[] = [];

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    const permission = this.permissions[event.intent];
    switch (event.kind) {
      case 'policy-decided':
        this.permissions[event.intent] = {
          effect: event.state,
          amountMsat: event.amountMsat,
          payee: event.peer,
          policyHash: event.digest,
          validUntilMs: event.feeMsat,
          approval: permission?.approval ?? '',
        };
        break;
      case 'approval-moved':
        if (permission !== undefined) permission.approval = event.state;
        break;
      default:
        if (event.state === 'pay') this.dispatched(event, permission, violated);
    }
  }

  private dispatched(event: HistoryEvent, permission: Permission | undefined, violated: Report): void {
    const attempt = this.facts.attempt(event.intent, event.attempt);
    this.examined++;
    const intents = event.intent === -1 ? [] : [event.intent];
    const objection =
      permission === undefined
        ? 'with no policy decision'
        : objectionTo(
            event,
            permission,
            attempt?.policyHash,
            this.facts.intents[event.intent]?.payee,
            this.facts.controls.policyHash,
            this.facts.phases.clockIsWrong,
          );
    if (objection !== '')
      violated(`attempt ${event.attempt} of ${event.amountMsat} msat was dispatched ${objection}`, intents);
  }
}

function objectionTo(
  event: HistoryEvent,
  permission: Permission,
  policyHash: string | undefined,
  payee: number | undefined,
  inForce: string,
  clockIsWrong: boolean,
): string {
  if (permission.effect === 'review' && permission.approval !== 'given')
    return `under "review" with no approval (${permission.approval || 'never requested'})`;
  if (permission.effect !== 'allow' && permission.effect !== 'review')
    return `although the decision was "${permission.effect}"`;
  if (permission.amountMsat !== event.amountMsat) return `on a decision for ${permission.amountMsat} msat`;
  if (payee !== undefined && permission.payee !== payee)
    return `to payee ${payee} on a decision for payee ${permission.payee}`;
  if (policyHash !== undefined && permission.policyHash !== policyHash)
    return `under policy ${policyHash}, the decision was made under ${permission.policyHash}`;
  if (inForce !== '' && permission.policyHash !== inForce)
    return `on a decision under policy ${permission.policyHash}, when ${inForce} was in force`;
  if (event.atMs > permission.validUntilMs && !clockIsWrong)
    return `${event.atMs - permission.validUntilMs} ms after the decision expired`;
  return '';
}
