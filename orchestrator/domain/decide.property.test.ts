import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Context, Input } from './context.ts';
import { decide } from './decide.ts';
import { preimageProves } from './digest.ts';
import { evolve } from './evolve.ts';
import type { DaemonEpoch, NodeName } from './ids.ts';
import type { LedgerEvent } from './ledger-event.ts';
import type { NodeAnswer } from './node-answer.ts';
import { FAILURE_REASONS, type FailureReason } from './outcome.ts';
import {
  contextAt,
  decisionOf,
  PREIMAGE,
  RULES,
  SETTLED,
  SUBMITTED,
  WRONG_PREIMAGE,
} from './sample.fixture.ts';
import { type IntentState, openAttempt } from './state.ts';
import { isTerminal } from './status.ts';

const epoch = fc.constantFrom('', 'a.1', 'a.2', 'a.3').map((text) => text as DaemonEpoch | '');
const record = fc.constantFrom('', '1', '2', '3', '4');
const reason = fc.constantFrom(...(Object.keys(FAILURE_REASONS) as FailureReason[]));

const answer: fc.Arbitrary<NodeAnswer> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('settled' as const),
      preimage: fc.constantFrom(PREIMAGE, WRONG_PREIMAGE),
      feeMsat: fc.constantFrom(SETTLED.feeMsat, null),
      epoch,
      record,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('failed' as const), reason, epoch, record }) },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        kind: fc.constant('failed' as const),
        reason,
        epoch,
        record,
        unconfirmed: fc.constant(true as const),
        mayResume: fc.constant(true as const),
        forgetful: fc.constant(true as const),
      },
      { requiredKeys: ['kind', 'reason', 'epoch', 'record', 'unconfirmed'] },
    ),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('in_flight' as const), epoch, record }) },
  {
    weight: 6,
    arbitrary: fc.record(
      { kind: fc.constant('not_found' as const), epoch, forgetful: fc.constant(true as const) },
      { requiredKeys: ['kind', 'epoch'] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rejected' as const), reason, epoch }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('duplicate' as const), epoch }) },
  { weight: 1, arbitrary: fc.constant<NodeAnswer>({ kind: 'not_sent' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('unknown' as const),
      cause: fc.constantFrom('timeout', 'reset', 'unavailable', 'malformed'),
    }),
  },
);

/** `late`: how far back the attempt lies that the answer is about. */
type Move =
  | { readonly input: Exclude<Input, { type: 'submitted' | 'answered' }> }
  | { readonly answer: NodeAnswer; readonly via: 'pay' | 'lookup'; readonly late: number };
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      answer,
      via: fc.constantFrom('pay', 'lookup'),
      late: fc.constantFrom(0, 0, 0, 1),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Move>(
      { input: { type: 'due' } },
      { input: { type: 'due' } },
      { input: { type: 'due' } },
      { input: { type: 'recovered' } },
      { input: { type: 'hinted' } },
      { input: { type: 'contradicted', evidence: 'b says settled' } },
      { input: { type: 'approved', approver: 'ann' } },
      { input: { type: 'refused', approver: 'ann' } },
      { input: { type: 'cancel', actor: 'ann' } },
      { input: { type: 'proof', actor: 'ann', proof: { kind: 'preimage', preimage: WRONG_PREIMAGE } } },
      { input: { type: 'proof', actor: 'ann', proof: { kind: 'closed_at_payee' } } },
    ),
  },
);
const step = fc.record({
  move,
  waitMs: fc.constantFrom(0, 50, 200, 1000, 3000),
  effect: fc.constantFrom('allow', 'allow', 'allow', 'review', 'deny'),
  node: fc.constantFrom('a', 'b', null),
  resendSafe: fc.boolean(),
  payCallOpen: fc.boolean(),
  lookupsMade: fc.integer({ min: 0, max: 30 }),
});
type Moment = typeof step extends fc.Arbitrary<infer T> ? T : never;

function contextOf(moment: Moment, nowMs: number): Context {
  const { effect, node, resendSafe, payCallOpen, lookupsMade } = moment;
  return contextAt(nowMs, {
    decidePolicy: () => decisionOf(effect, nowMs, 2000),
    chooseRoute: () =>
      node === null
        ? { node: null, why: 'none' }
        : { node: node as NodeName, epoch: 'a.1' as DaemonEpoch, why: 'drawn' },
    resendSafe: () => resendSafe,
    payCallOpen,
    lookupsMade,
  });
}

/** What a node said to the open attempt, in order. */
type Heard = { readonly atMs: number; readonly answer: NodeAnswer; readonly callOpen: boolean };

/** Whether two agreeing readings, far enough apart and with no other word between them, stand behind this failure. */
function isConfirmed(heard: readonly Heard[]): boolean {
  const now = heard.at(-1)!;
  if (now.answer.kind !== 'failed' || now.callOpen) return false;
  for (const { atMs, answer, callOpen } of heard.slice(0, -1).reverse()) {
    if (
      callOpen ||
      (answer.kind === 'unknown' && answer.cause !== 'malformed') ||
      answer.kind === 'not_sent' ||
      answer.kind === 'rejected'
    )
      continue;
    if (answer.kind !== 'failed' || answer.epoch !== now.answer.epoch) return false;
    if (answer.unconfirmed !== true) continue;
    if (now.atMs - atMs >= RULES.confirmFailureMs) return true;
  }
  return false;
}

const FINAL_ANSWERS = new Set(['settled', 'failed', 'not_found']);

/** What must hold of one decision, whatever was drawn. */
function examine(
  before: IntentState,
  input: Input,
  moment: Moment,
  events: readonly LedgerEvent[],
  heard: readonly Heard[],
): IntentState {
  let state = before;
  for (const event of events) {
    const open = openAttempt(state);
    if (event.type === 'attempt_opened') {
      // Attempts never overlap, and each one before ended definitively (S02, S03).
      expect(state.attempts.every((attempt) => attempt.outcome?.kind === 'failed')).toBe(true);
      expect(event.attempt.feeLimitMsat).toBeLessThanOrEqual(state.intent.feeCapMsat);
      expect(state.decision?.effect).not.toBe('deny');
    }
    if (event.type === 'attempt_resent') {
      expect(open?.record.no).toBe(event.no);
      expect(moment.resendSafe && !moment.payCallOpen).toBe(true);
    }
    if (event.type === 'attempt_resolved') {
      // Only the open attempt learns anything; "settled" only with a preimage that proves (S11).
      expect(open?.record.no).toBe(event.no);
      if (event.outcome.kind === 'settled')
        expect(preimageProves(event.outcome.preimage, state.intent.hash)).toBe(true);
      if (event.outcome.kind === 'failed' && input.type === 'answered') {
        const { answer } = input;
        const unsent = event.outcome.reason === 'not_sent' && answer.kind !== 'not_sent';
        // A failure that may turn is confirmed; what a daemon may have forgotten proves nothing after a restart.
        if (answer.kind === 'failed' && answer.unconfirmed === true && !unsent)
          expect(isConfirmed(heard)).toBe(true);
        if ((answer.kind === 'failed' || answer.kind === 'not_found') && answer.forgetful === true && unsent)
          expect(answer.epoch).toBe(open?.record.epochAtSend);
      }
    }
    if (event.type === 'moved' && event.from === 'in_doubt') {
      const observed = input.type === 'answered' && FINAL_ANSWERS.has(input.answer.kind);
      expect(observed || input.type === 'proof').toBe(true);
    }
    if (event.type === 'exception_raised') expect(state.exception).toBeNull();
    state = evolve(state, event);
  }
  if (isTerminal(before.status)) {
    expect(state.status).toBe(before.status);
    expect(state.answer).toEqual(before.answer);
  }
  expect(state.answer !== null).toBe(isTerminal(state.status));
  if (state.status === 'in_flight' || state.status === 'in_doubt') expect(openAttempt(state)).not.toBeNull();
  if (state.status === 'ready') expect(openAttempt(state)).toBeNull();
  if (state.status === 'settled') expect(state.attempts.at(-1)?.outcome?.kind).toBe('settled');
  else expect(state.attempts.some((attempt) => attempt.outcome?.kind === 'settled')).toBe(false);
  return state;
}

describe('decide, over random lives of an intent', () => {
  it('keeps what must never break', () => {
    fc.assert(
      fc.property(step, fc.array(step, { maxLength: 40 }), (first, moments) => {
        const submitted = decide(null, SUBMITTED, contextOf(first, 0));
        let state = submitted.state;
        let nowMs = 0;
        let heard: Heard[] = [];
        for (const moment of moments) {
          nowMs += moment.waitMs;
          const { move: made } = moment;
          const input: Input =
            'input' in made
              ? made.input
              : {
                  type: 'answered',
                  attemptNo: Math.max(1, state.attempts.length - made.late),
                  answer: made.answer,
                  via: made.via,
                };
          if (input.type === 'answered' && input.attemptNo === openAttempt(state)?.record.no)
            heard.push({ atMs: nowMs, answer: input.answer, callOpen: moment.payCallOpen });
          const draft = decide(state, input, contextOf(moment, nowMs));
          const next = examine(state, input, moment, draft.events, heard);
          if (openAttempt(next)?.record.no !== openAttempt(state)?.record.no) heard = [];
          expect(next).toEqual(draft.state);
          for (const effect of draft.effects) {
            if (effect.type === 'wake') expect(effect.atMs).toBeGreaterThanOrEqual(nowMs);
            if (effect.type === 'dispatch' || effect.type === 'lookup')
              expect(openAttempt(next)?.record.no).toBe(effect.attemptNo);
            if (effect.type === 'respond') expect(isTerminal(next.status)).toBe(true);
          }
          state = next;
        }
      }),
      { numRuns: 1500 },
    );
  });
});
