import type { Context, Input, Proof } from './context.ts';
import { onAnswer } from './decide-answer.ts';
import { dispatchOrWait } from './decide-dispatch.ts';
import { preimageProves } from './digest.ts';
import { raiseWhenOld } from './doubt.ts';
import { Draft } from './draft.ts';
import type { PaymentIntent } from './intent.ts';
import type { ResolveSource } from './ledger-event.ts';
import type { IntentState } from './state.ts';
import { openAttempt } from './state.ts';
import { isTerminal } from './status.ts';

/**
 * The pure decider (design §4): from what is known and what came in, the events to persist and the effects to perform
 * after they are durable. No clock, no randomness, no promise. Terminal states absorb: they decide nothing.
 */
export function decide(state: IntentState | null, input: Input, context: Context): Draft {
  if (input.type === 'submitted') {
    if (state !== null) throw new Error(`${input.intent.id}: submitted twice`);
    return onSubmitted(input.intent, context);
  }
  if (state === null) throw new Error(`${input.type} before submitted`);
  const draft = new Draft(state, context.nowMs);
  if (input.type === 'contradicted') {
    if (state.exception === null)
      draft.emit({
        type: 'exception_raised',
        kind: 'contradiction',
        evidence: input.evidence,
        atMs: context.nowMs,
      });
    return draft;
  }
  // An intent that has not ended needs a proof, not a nod: its exception closes when it is resolved.
  if (input.type === 'acknowledge') {
    if (isTerminal(state.status)) draft.closeException(input.actor, input.cause);
    return draft;
  }
  if (isTerminal(state.status)) return draft;
  switch (input.type) {
    case 'answered':
      return onAnswer(draft, input.attemptNo, input.answer, sourceOf(input.via), context);
    case 'due':
      return onDue(draft, context);
    case 'hinted': {
      const open = openAttempt(state);
      if (open === null) return draft;
      // The answer to the pay call says more than a look-up; it is usually on its way already.
      if (context.payCallOpen)
        draft.effect({ type: 'wake_if_none', atMs: context.nowMs + context.rules.lookupFirstMs });
      else draft.effect({ type: 'lookup', attemptNo: open.record.no });
      return draft;
    }
    case 'recovered':
      return onRecovered(draft, context);
    case 'approved':
      if (state.status !== 'awaiting_approval') return draft;
      // The alarm may be late, the answer of a person later: past its time an approval opens nothing (L10).
      if (context.nowMs >= state.approvalExpiresAtMs) return draft.end('expired', 'approval_expired');
      draft.emit({ type: 'approval_given', approver: input.approver, atMs: context.nowMs });
      draft.move('ready', `approved by ${input.approver}`);
      return dispatchOrWait(draft, context);
    case 'refused':
      return onRefused(draft, input.approver);
    case 'cancel':
      if (state.status !== 'awaiting_approval' && state.status !== 'ready') return draft;
      return draft.end('canceled', `canceled by ${input.actor}`);
    case 'proof':
      return onProof(draft, input.actor, input.proof);
  }
}

/** A refusal, or an approval taken back: what is out cannot be recalled, but nothing more leaves on it. */
function onRefused(draft: Draft, approver: string): Draft {
  const { status, approvalGiven } = draft.state;
  if (status !== 'awaiting_approval' && !approvalGiven) return draft;
  draft.emit({ type: 'approval_refused', approver, atMs: draft.nowMs });
  if (status === 'awaiting_approval') return draft.end('declined', `refused by ${approver}`);
  return status === 'ready' ? draft.end('declined', `approval taken back by ${approver}`) : draft;
}

function sourceOf(via: 'pay' | 'lookup'): ResolveSource {
  return via === 'pay' ? 'pay_answer' : 'lookup';
}

function onSubmitted(intent: PaymentIntent, context: Context): Draft {
  const draft = new Draft(null, context.nowMs);
  draft.emit({ type: 'intent_received', intent });
  if (context.nowMs >= intent.invoiceExpiresAtMs) return draft.end('expired', 'invoice_expired');
  if (context.nowMs >= intent.deadlineMs) return draft.end('expired', 'deadline');
  const decision = context.decidePolicy(intent);
  draft.emit({ type: 'policy_decided', decision });
  if (decision.effect === 'deny') return draft.end('declined', decision.rules.join(','));
  if (decision.effect === 'review') {
    const expiresAtMs = Math.min(intent.deadlineMs, context.nowMs + context.rules.approvalTtlMs);
    draft.emit({ type: 'approval_requested', expiresAtMs });
    draft.move('awaiting_approval', decision.rules.join(','));
    draft.effect({ type: 'wake', atMs: expiresAtMs });
    return draft;
  }
  draft.move('ready', 'allowed');
  return dispatchOrWait(draft, context);
}

function onDue(draft: Draft, context: Context): Draft {
  const { state } = draft;
  switch (state.status) {
    case 'awaiting_approval':
      if (context.nowMs >= state.approvalExpiresAtMs) return draft.end('expired', 'approval_expired');
      draft.effect({ type: 'wake', atMs: state.approvalExpiresAtMs });
      return draft;
    case 'ready':
      return dispatchOrWait(draft, context);
    case 'in_flight':
    case 'in_doubt': {
      const open = openAttempt(state);
      if (open === null) throw new Error(`${state.intent.id}: ${state.status} without an open attempt`);
      raiseWhenOld(draft, context);
      draft.effect({ type: 'lookup', attemptNo: open.record.no });
      return draft;
    }
    default:
      return draft;
  }
}

function onRecovered(draft: Draft, context: Context): Draft {
  const { state } = draft;
  const open = openAttempt(state);
  if (open === null) return onDue(draft, context);
  // Whether it was sent before the crash is not known: from here on only a node's word counts.
  if (state.status === 'in_flight') {
    draft.emit({
      type: 'attempt_resolved',
      no: open.record.no,
      outcome: { kind: 'unknown', cause: 'recovered' },
      source: 'recovery',
      record: '',
      epoch: '',
      atMs: context.nowMs,
    });
    draft.move('in_doubt', 'recovered');
  }
  draft.effect({ type: 'lookup', attemptNo: open.record.no });
  return draft;
}

function onProof(draft: Draft, actor: string, proof: Proof): Draft {
  const { state } = draft;
  const open = openAttempt(state);
  if (open === null || state.status !== 'in_doubt') return draft;
  if (proof.kind === 'preimage') {
    if (!preimageProves(proof.preimage, state.intent.hash)) return draft;
    return draft.settle(
      open.record.no,
      { kind: 'settled', preimage: proof.preimage, feeMsat: null },
      'operator',
      '',
      '',
      actor,
    );
  }
  draft.fail(open.record.no, 'interrupted', 'operator', '', '');
  draft.closeException(actor, 'payee says: closed unpaid');
  return draft.end('failed', 'closed_at_payee');
}
