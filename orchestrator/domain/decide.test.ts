import { describe, expect, it } from 'vitest';
import type { Context, Input } from './context.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import type { NodeName } from './ids.ts';
import type { NodeAnswer } from './node-answer.ts';
import {
  answered,
  contextAt,
  DEADLINE_MS,
  decisionOf,
  EXPIRY_MS,
  epochOf,
  IN_DOUBT,
  notFound,
  PREIMAGE,
  play,
  SENT,
  SETTLED,
  type Step,
  SUBMITTED,
  sampleIntent,
  TIMED_OUT,
  WRONG_PREIMAGE,
} from './sample.fixture.ts';
import type { IntentState } from './state.ts';
import { INTENT_STATUSES, type IntentStatus, isTerminal, STATUS_GRAPH } from './status.ts';

const REVIEW: Partial<Context> = { decidePolicy: () => decisionOf('review', 0) };
const DENY: Partial<Context> = { decidePolicy: () => decisionOf('deny', 0) };
const NO_ROUTE: Partial<Context> = { chooseRoute: () => ({ node: null, why: 'nobody has liquidity' }) };
const failedNow: Extract<NodeAnswer, { kind: 'failed' }> = {
  kind: 'failed',
  reason: 'no_route',
  epoch: epochOf('a.1'),
  record: '7',
};

/** One way into each state. */
const WAYS: Record<IntentStatus, () => IntentState> = {
  received: () => evolve(null, { type: 'intent_received', intent: sampleIntent() }),
  declined: () => play([0, SUBMITTED, DENY]).state,
  awaiting_approval: () => play([0, SUBMITTED, REVIEW]).state,
  ready: () => play([0, SUBMITTED, NO_ROUTE]).state,
  in_flight: () => play(...SENT).state,
  in_doubt: () => play(...IN_DOUBT).state,
  settled: () => play(...SENT, [5, answered(SETTLED, 'pay')]).state,
  failed: () => play(...SENT, [5, answered({ ...failedNow, reason: 'invoice_expired' }, 'pay')]).state,
  expired: () => play([DEADLINE_MS, SUBMITTED]).state,
  canceled: () => play([0, SUBMITTED, NO_ROUTE], [1, { type: 'cancel', actor: 'ann' }]).state,
};

const ANSWERS: NodeAnswer[] = [
  SETTLED,
  { ...SETTLED, preimage: WRONG_PREIMAGE },
  failedNow,
  { ...failedNow, record: '' },
  { kind: 'in_flight', epoch: epochOf('a.2'), record: '8' },
  { kind: 'in_flight', epoch: '', record: '' },
  { kind: 'not_found', epoch: epochOf('a.2') },
  { kind: 'rejected', reason: 'rejected_by_node', epoch: '' },
  { kind: 'duplicate', epoch: '' },
  { kind: 'not_sent' },
  { kind: 'unknown', cause: 'reset' },
];
const INPUTS: Input[] = [
  { type: 'due' },
  { type: 'recovered' },
  { type: 'hinted' },
  { type: 'contradicted', evidence: 'node b says settled' },
  { type: 'approved', approver: 'ann' },
  { type: 'refused', approver: 'ann' },
  { type: 'cancel', actor: 'ann' },
  { type: 'proof', actor: 'ann', proof: { kind: 'preimage', preimage: PREIMAGE } },
  { type: 'proof', actor: 'ann', proof: { kind: 'preimage', preimage: WRONG_PREIMAGE } },
  { type: 'proof', actor: 'ann', proof: { kind: 'closed_at_payee' } },
  ...ANSWERS.flatMap((answer) => [
    answered(answer, 'pay'),
    answered(answer, 'lookup'),
    answered(answer, 'lookup', 2),
  ]),
];

describe('decide: every state and every input', () => {
  const cells = INTENT_STATUSES.flatMap((status) => INPUTS.map((input) => ({ status, input })));

  it('is total, moves along the declared graph only, and folds to the state that it promised', () => {
    for (const { status, input } of cells)
      for (const atMs of [3000, 9000, DEADLINE_MS, EXPIRY_MS + 60_000]) {
        const state = WAYS[status]();
        expect(state.status).toBe(status);
        const draft = decide(state, input, contextAt(atMs));
        let folded: IntentState = state;
        for (const event of draft.events) {
          if (event.type === 'moved') expect(STATUS_GRAPH[event.from]).toContain(event.to);
          folded = evolve(folded, event);
        }
        expect(folded).toEqual(draft.state);
      }
  });

  it('lets terminal states absorb everything; a contradiction is raised beside them', () => {
    for (const { status, input } of cells.filter((cell) => isTerminal(cell.status))) {
      const state = WAYS[status]();
      const draft = decide(state, input, contextAt(3000));
      const raised = input.type === 'contradicted' ? ['exception_raised'] : [];
      expect(draft.events.map((event) => event.type)).toEqual(raised);
      expect(draft.effects).toEqual([]);
      expect(draft.state.status).toBe(status);
    }
  });

  it('refuses what only a broken program can ask', () => {
    expect(() => decide(WAYS.ready(), SUBMITTED, contextAt(0))).toThrow(/submitted twice/);
    expect(() => decide(null, { type: 'due' }, contextAt(0))).toThrow(/before submitted/);
  });

  it('never moves by a hint: forged or true, it only asks the node', () => {
    for (const status of INTENT_STATUSES) {
      const draft = decide(WAYS[status](), { type: 'hinted' }, contextAt(9000));
      const open = status === 'in_flight' || status === 'in_doubt';
      expect(draft.events).toEqual([]);
      expect(draft.effects).toEqual(open ? [{ type: 'lookup', attemptNo: 1 }] : []);
    }
  });
});

describe('decide: a new intent', () => {
  it.each<[string, Step, IntentStatus, string]>([
    ['is expired when its deadline has passed', [DEADLINE_MS, SUBMITTED], 'expired', 'deadline'],
    ['is expired when its invoice has', [EXPIRY_MS, SUBMITTED], 'expired', 'invoice_expired'],
    ['is declined by the policy', [0, SUBMITTED, DENY], 'declined', 'tier.low.deny'],
  ])('%s, at once, with an answer and without a dispatch', (_what, step, status, cause) => {
    const { state, last } = play(step);
    expect(state.status).toBe(status);
    expect(JSON.parse(state.answer!.body)).toMatchObject({ status, cause });
    expect(state.answer!.status).toBe(status === 'declined' ? 403 : 200);
    expect(last.effects).toEqual([{ type: 'respond' }]);
  });

  it('writes its first attempt, with the whole fee cap, in the same group in which it is received', () => {
    const { state, last } = play(...SENT);
    expect(last.events.map((event) => event.type)).toEqual([
      'intent_received',
      'policy_decided',
      'moved',
      'attempt_opened',
      'moved',
    ]);
    expect(state.attempts[0]!.record).toMatchObject({
      no: 1,
      node: 'a',
      hash: state.intent.hash,
      feeLimitMsat: 5_000n,
      epochAtSend: 'a.1',
      contentDigest: 'c1',
      policyHash: 'p1',
    });
    expect(last.effects).toEqual([{ type: 'dispatch', attemptNo: 1 }]);
  });

  it('waits for a person when the policy says so, no longer than the approval lives', () => {
    const { state, last } = play([0, SUBMITTED, REVIEW]);
    expect(state.status).toBe('awaiting_approval');
    expect(last.effects).toEqual([{ type: 'wake', atMs: 3000 }]);
    const early = play([0, SUBMITTED, REVIEW], [2999, { type: 'due' }]);
    expect(early.last.effects).toEqual([{ type: 'wake', atMs: 3000 }]);
    expect(play([0, SUBMITTED, REVIEW], [3000, { type: 'due' }]).state.status).toBe('expired');
    const soon = { type: 'submitted', intent: sampleIntent({ deadlineMs: 900 }) } as const;
    expect(play([0, soon, REVIEW]).last.effects).toEqual([{ type: 'wake', atMs: 900 }]);
  });

  it('goes out after the approval, ends at a refusal or a cancellation', () => {
    const waits: Step = [0, SUBMITTED, REVIEW];
    expect(play(waits, [10, { type: 'approved', approver: 'ann' }]).state).toMatchObject({
      status: 'in_flight',
      approvalGiven: true,
    });
    expect(play(waits, [10, { type: 'refused', approver: 'ann' }]).state.status).toBe('declined');
    expect(play(waits, [10, { type: 'cancel', actor: 'ann' }]).state.status).toBe('canceled');
    expect(play(...SENT, [10, { type: 'cancel', actor: 'ann' }]).state.status).toBe('in_flight');
  });
});

describe('decide: dispatch', () => {
  const failedOnce: Step[] = [...SENT, [10, answered(failedNow, 'pay')]];

  it('waits out the backoff, then goes on; a ring too early only sets the alarm again', () => {
    const waiting = play(...failedOnce);
    expect(waiting.state).toMatchObject({ status: 'ready', notBeforeMs: 110 });
    expect(waiting.last.effects).toEqual([{ type: 'wake', atMs: 110 }]);
    expect(play(...failedOnce, [50, { type: 'due' }]).last.effects).toEqual([{ type: 'wake', atMs: 110 }]);
    const again = play(...failedOnce, [110, { type: 'due' }]);
    expect(again.last.effects).toEqual([{ type: 'dispatch', attemptNo: 2 }]);
  });

  it('doubles the backoff and stops after the attempts that the policy allows', () => {
    const steps: Step[] = [...SENT];
    const pauses: number[] = [];
    let nowMs = 0;
    for (let no = 1; no <= 4; no++) {
      steps.push([nowMs, answered(failedNow, 'pay', no)]);
      const { state } = play(...steps);
      if (no === 4) expect(state).toMatchObject({ status: 'failed' });
      else {
        pauses.push(state.notBeforeMs - nowMs);
        nowMs = state.notBeforeMs;
        steps.push([nowMs, { type: 'due' }]);
      }
    }
    expect(pauses).toEqual([100, 200, 400]);
  });

  it('fails at once for a reason that no other attempt can cure, and when the retry would be too late', () => {
    const hopeless = { ...failedNow, reason: 'incorrect_payment_details' } as const;
    expect(play(...SENT, [10, answered(hopeless, 'pay')]).state.status).toBe('failed');
    expect(play(...SENT, [DEADLINE_MS - 50, answered(failedNow, 'pay')]).state.status).toBe('failed');
  });

  it('retries without a pause what never left', () => {
    const { state } = play(...SENT, [10, answered({ kind: 'not_sent' }, 'pay')]);
    expect(state.attempts.map((attempt) => attempt.record.openedAtMs)).toEqual([0, 10]);
  });

  it('asks the policy again when its decision is stale: a denial stands, an approval is not asked twice', () => {
    const short: Partial<Context> = {
      decidePolicy: () => decisionOf('review', 0, 100),
      ...NO_ROUTE,
    };
    const approved: Step[] = [
      [0, SUBMITTED, short],
      [10, { type: 'approved', approver: 'ann' }, NO_ROUTE],
    ];
    expect(play(...approved, [500, { type: 'due' }, REVIEW]).state.status).toBe('in_flight');
    expect(play(...approved, [500, { type: 'due' }, DENY]).state.status).toBe('declined');
    const allowedShort: Step = [
      0,
      SUBMITTED,
      { decidePolicy: () => decisionOf('allow', 0, 100), ...NO_ROUTE },
    ];
    expect(play(allowedShort, [500, { type: 'due' }, REVIEW]).state.status).toBe('declined');
  });

  it('waits while no node can pay, and expires at the deadline, never later', () => {
    const waits = play([0, SUBMITTED, NO_ROUTE]);
    expect(waits.state.status).toBe('ready');
    expect(waits.last.effects).toEqual([{ type: 'wake', atMs: 100 }]);
    const late = play([0, SUBMITTED, NO_ROUTE], [DEADLINE_MS - 10, { type: 'due' }, NO_ROUTE]);
    expect(late.last.effects).toEqual([{ type: 'wake', atMs: DEADLINE_MS }]);
    expect(play([0, SUBMITTED, NO_ROUTE], [DEADLINE_MS, { type: 'due' }]).state.status).toBe('expired');
  });
});

describe('decide: in doubt', () => {
  it('is left by no timer, however long it lasts; it is raised once', () => {
    const steps: Step[] = [...IN_DOUBT];
    for (let atMs = 2100; atMs < 40_000; atMs += 1900) steps.push([atMs, { type: 'due' }]);
    const { state, drafts } = play(...steps);
    expect(state).toMatchObject({
      status: 'in_doubt',
      exception: { kind: 'in_doubt_too_long' },
      exceptionOpen: true,
    });
    const raised = drafts.flatMap((draft) =>
      draft.events.filter((event) => event.type === 'exception_raised'),
    );
    expect(raised).toHaveLength(1);
    expect(raised[0]).toMatchObject({ kind: 'in_doubt_too_long' });
    expect(state.attempts).toHaveLength(1);
  });

  it('is raised again for a later attempt, after the first was closed', () => {
    const failed = answered({ kind: 'failed', reason: 'no_route', epoch: epochOf('a.1'), record: '7' });
    const ready: Step[] = [...IN_DOUBT, [7100, { type: 'due' }], [7200, failed]];
    const { state, drafts } = play(
      ...ready,
      [7400, { type: 'due' }],
      [9400, answered({ kind: 'unknown', cause: 'timeout' }, 'pay', 2)],
      [14_500, { type: 'due' }],
      [15_000, { type: 'due' }],
    );
    const queue = drafts.flatMap(({ events }) => events.filter(({ type }) => type.startsWith('exception_')));
    expect(queue.map(({ type }) => type)).toEqual([
      'exception_raised',
      'exception_closed',
      'exception_raised',
    ]);
    expect(state).toMatchObject({ status: 'in_doubt', exceptionOpen: true });
    expect(state.attempts).toHaveLength(2);
  });

  it('is entered at recovery, because nobody knows whether the call left', () => {
    const { state, last } = play(...SENT, [50, { type: 'recovered' }]);
    expect(state).toMatchObject({ status: 'in_doubt', inDoubtSinceMs: 50 });
    expect(last.effects).toEqual([{ type: 'lookup', attemptNo: 1 }]);
    const again = play(...IN_DOUBT, [2500, { type: 'recovered' }]);
    expect(again.last.events).toEqual([]);
    expect(again.last.effects).toEqual([{ type: 'lookup', attemptNo: 1 }]);
  });

  it('looks again in growing pauses, and wakes for the moment at which a person must be told', () => {
    const pause = (atMs: number, lookupsMade: number) => {
      const { last } = play(...IN_DOUBT, [
        atMs,
        answered({ kind: 'unknown', cause: 'timeout' }),
        { lookupsMade },
      ]);
      const wake = last.effects.find((effect) => effect.type === 'wake');
      return wake?.type === 'wake' ? wake.atMs - atMs : -1;
    };
    expect([0, 1, 2, 3, 9].map((made) => pause(2100, made))).toEqual([100, 200, 400, 800, 800]);
    expect(pause(6900, 9)).toBe(100);
  });

  it('ends by the operator only with a proof', () => {
    const raised: Step[] = [...IN_DOUBT, [8000, { type: 'due' }]];
    const prove = (proof: Extract<Input, { type: 'proof' }>['proof'], steps = raised) =>
      play(...steps, [8100, { type: 'proof', actor: 'ann', proof }]);
    const wrong = prove({ kind: 'preimage', preimage: WRONG_PREIMAGE });
    expect(wrong.last.events).toEqual([]);
    expect(prove({ kind: 'preimage', preimage: PREIMAGE }).state).toMatchObject({
      status: 'settled',
      exceptionOpen: false,
    });
    const closed = prove({ kind: 'closed_at_payee' });
    expect(closed.state).toMatchObject({ status: 'failed', exceptionOpen: false });
    expect(closed.last.effects).toEqual([{ type: 'respond' }]);
    // While the pay call is simply out, there is nothing to prove yet.
    expect(prove({ kind: 'closed_at_payee' }, [...SENT]).last.events).toEqual([]);
  });

  it('is raised as well when the node says "in flight" for ever and no call is out any more', () => {
    const flying = answered({ kind: 'in_flight', epoch: epochOf('a.1'), record: '7' });
    const said = answered({ kind: 'in_flight', epoch: epochOf('a.1'), record: '7' }, 'pay');
    const { state } = play(...SENT, [100, said], [1000, { type: 'due' }], [5200, flying]);
    expect(state).toMatchObject({ status: 'in_doubt', exception: { kind: 'in_doubt_too_long' } });
    const proof: Input = { type: 'proof', actor: 'ann', proof: { kind: 'closed_at_payee' } };
    expect(play(...SENT, [100, said], [5200, flying], [9000, proof]).state.status).toBe('failed');
  });

  it('keeps what a terminal state is told otherwise, once', () => {
    const contradicted: Input = { type: 'contradicted', evidence: 'b says settled' };
    const settled: Step[] = [...SENT, [5, answered(SETTLED, 'pay')], [6, contradicted]];
    expect(play(...settled).state).toMatchObject({ status: 'settled', exception: { kind: 'contradiction' } });
    expect(play(...settled, [7, contradicted]).last.events).toEqual([]);
  });
});

describe('decide: late and doubled answers', () => {
  it('change nothing once the attempt has ended', () => {
    const ended: Step[] = [...SENT, [10, answered(failedNow, 'pay')], [110, { type: 'due' }]];
    for (const input of [answered(SETTLED, 'pay', 1), answered(failedNow, 'lookup', 1), TIMED_OUT]) {
      const { last } = play(...ended, [120, input]);
      expect(last.events).toEqual([]);
      expect(last.effects).toEqual([]);
    }
  });

  it('do not turn an empty look-up into a failure while the pay call is still out', () => {
    const { state, last } = play(...SENT, [100, notFound('a.1'), { payCallOpen: true }]);
    expect(last.events).toEqual([]);
    expect(state.status).toBe('in_flight');
  });

  it('never open an attempt through another node before the first has definitively failed', () => {
    const elsewhere: Partial<Context> = {
      chooseRoute: () => ({ node: 'b' as NodeName, epoch: '', why: 'fallback' }),
    };
    for (const answer of ANSWERS.filter(({ kind }) => kind !== 'settled' && kind !== 'failed')) {
      const { state } = play(...IN_DOUBT, [2500, answered(answer), elsewhere]);
      expect(state.attempts).toHaveLength(1);
      expect(state.status).toBe('in_doubt');
    }
  });
});
