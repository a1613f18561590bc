import { describe, expect, it } from 'vitest';
import type { Context } from './context.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import type { NodeAnswer } from './node-answer.ts';
import {
  answered,
  contextAt,
  EXPIRY_MS,
  epochOf,
  IN_DOUBT,
  play,
  RULES,
  SENT,
  SETTLED,
  type Step,
} from './sample.fixture.ts';
import type { IntentState } from './state.ts';

type Failed = Extract<NodeAnswer, { kind: 'failed' }>;
const failed = (change: Partial<Failed> = {}): Failed => ({
  kind: 'failed',
  reason: 'unspecified',
  epoch: epochOf('a.1'),
  record: '7',
  unconfirmed: true,
  ...change,
});
const flying: NodeAnswer = { kind: 'in_flight', epoch: epochOf('a.1'), record: '7' };
const silent: NodeAnswer = { kind: 'unknown', cause: 'timeout' };
const absent = (epoch: string): NodeAnswer => ({
  kind: 'not_found',
  epoch: epochOf(epoch),
  forgetful: true,
});

type Read = readonly [atMs: number, answer: NodeAnswer, context?: Partial<Context>];
const reads = (...list: readonly Read[]): Step[] =>
  list.map(([atMs, answer, context]) => [atMs, answered(answer), context ?? {}]);
/** After the pay call ended without an answer, at 2000 ms. */
const told = (...list: readonly Read[]) => play(...IN_DOUBT, ...reads(...list));
const outcomeOf = ({ state }: { state: IntentState }) => state.attempts[0]!.outcome;
const isOpen = (played: { state: IntentState }) => played.state.status === 'in_doubt';

describe('a "failed" that may still turn', () => {
  const confirmMs = RULES.confirmFailureMs;

  it('ends the attempt with the second reading, late enough, and the next one is opened', () => {
    const { state, drafts } = told([3000, failed()], [3000 + confirmMs, failed()]);
    expect(state.attempts[0]!.outcome).toEqual({ kind: 'failed', reason: 'unspecified' });
    expect(state.status).toBe('ready');
    expect(drafts.at(-2)!.state).toMatchObject({ status: 'in_doubt', attempts: [{ seen: true }] });
    expect(drafts.at(-2)!.effects).toEqual([{ type: 'wake', atMs: 3000 + confirmMs }]);
    expect(isOpen(told([3000, failed()]))).toBe(true);
    expect(isOpen(told([3000, failed()], [3000 + confirmMs - 1, failed()]))).toBe(true);
  });

  it('is written once, however often it is read in between', () => {
    const { drafts } = told([3000, failed()], [3100, failed()], [3200, failed()]);
    expect(drafts.slice(-2).flatMap((draft) => draft.events)).toEqual([]);
  });

  it.each<[string, NodeAnswer]>([
    ['in flight: pending, failed, pending, failed …', flying],
    ['no record', absent('a.1')],
    ['words that nobody understands', { kind: 'unknown', cause: 'malformed' }],
    ['another record', failed({ record: '8' })],
    ['another epoch', failed({ epoch: epochOf('a.2') })],
  ])('begins anew when another reading lies between: %s', (_what, between) => {
    const late = told([3000, failed()], [4000, between], [3000 + confirmMs, failed()]);
    expect(isOpen(late)).toBe(true);
    const steps = [...IN_DOUBT, ...reads([3000, failed()], [4000, between], [5000, failed()])];
    expect(outcomeOf(play(...steps, ...reads([5000 + confirmMs, failed()])))).toMatchObject({
      kind: 'failed',
    });
  });

  it('is not forgotten over silence, nor when the process dies: the journal holds it', () => {
    const silence = told([3000, failed()], [4000, silent], [5000, failed()]);
    expect(outcomeOf(silence)).toMatchObject({ kind: 'failed' });
    const { drafts } = told([3000, failed()]);
    let recovered: IntentState | null = null;
    for (const event of drafts.flatMap((draft) => draft.events)) recovered = evolve(recovered, event);
    const restarted = decide(recovered, { type: 'recovered' }, contextAt(4000)).state;
    const end = decide(restarted, answered(failed()), contextAt(5000)).state;
    expect(end.attempts[0]!.outcome).toMatchObject({ kind: 'failed' });
  });

  it('counts for nothing while a pay call is out', () => {
    const out = { payCallOpen: true };
    const { state, last } = told([3000, failed(), out], [6000, failed(), out]);
    expect(last.events).toEqual([]);
    expect(state.attempts[0]!.failure).toBeNull();
    expect(isOpen(told([3000, failed()], [6000, failed(), out]))).toBe(true);
  });

  it('is followed by a late success, which is taken: pending, failed, complete', () => {
    const oscillation = told(
      [2500, flying],
      [3000, failed()],
      [3500, flying],
      [4000, failed()],
      [4500, SETTLED],
    );
    expect(oscillation.state.status).toBe('settled');
    expect(told([3000, failed()], [5000 - 1, SETTLED]).state.status).toBe('settled');
  });

  it('is raised when it stays so, and ended by a proof', () => {
    const raised = told([3000, failed()], [4500, flying], [5000, failed()], [8000, silent]);
    expect(raised.state).toMatchObject({ status: 'in_doubt', exceptionOpen: true });
  });

  it('is never sent again to the same node', () => {
    const safe = { resendSafe: () => true };
    const { drafts } = told([3000, failed(), safe], [3500, failed(), safe], [4000, absent('a.1'), safe]);
    const dispatched = drafts.slice(2).flatMap((draft) => draft.effects);
    expect(dispatched.filter((effect) => effect.type === 'dispatch')).toEqual([]);
  });

  it('keeps the reason that the call gave, when the look-up has none', () => {
    const said = answered(failed({ reason: 'incorrect_payment_details' }), 'pay');
    const { state } = play(...SENT, [100, said], ...reads([100 + confirmMs, failed({ mayResume: true })]));
    expect(state.attempts[0]!.outcome).toEqual({ kind: 'failed', reason: 'incorrect_payment_details' });
    expect(state.status).toBe('failed');
  });
});

describe('a command that may still run', () => {
  const turning = failed({ mayResume: true });
  const windowMs = RULES.attemptWindowMs;

  it('must be quiet for an attempt window, and then be confirmed as any other', () => {
    const quietAtMs = 3000 + windowMs + 1;
    const quiet: Read[] = [
      [3000, turning],
      [quietAtMs, turning],
    ];
    expect(isOpen(told(...quiet))).toBe(true);
    expect(isOpen(told(...quiet, [quietAtMs + RULES.confirmFailureMs - 1, turning]))).toBe(true);
    const over = told(...quiet, [quietAtMs + RULES.confirmFailureMs, turning]);
    expect(outcomeOf(over)).toMatchObject({ kind: 'failed' });
    // One reading long after is the first one after a hang: it confirms nothing yet.
    expect(isOpen(told([3000, turning], [9000, turning]))).toBe(true);
  });

  it('does not outlive its daemon: two readings after a restart are enough', () => {
    const newer = failed({ mayResume: true, epoch: epochOf('a.2') });
    const over = told([2500, flying], [3000, newer], [3100, newer], [3100 + RULES.confirmFailureMs, newer]);
    expect(outcomeOf(over)).toMatchObject({ kind: 'failed' });
    // An epoch that differs from the one before the send shows no restart since the send.
    expect(isOpen(told([3000, newer], [3500, newer], [5500, newer]))).toBe(true);
  });
});

describe('an unconfirmed failure beside an earlier attempt on the same node', () => {
  /** Attempt 1 failed as record 7, attempt 2 is out through the same node. */
  const first: NodeAnswer = { kind: 'failed', reason: 'no_route', epoch: epochOf('a.1'), record: '7' };
  const second: Step[] = [...SENT, [10, answered(first, 'pay')], [110, { type: 'due' }]];
  const lookup = (atMs: number, answer: NodeAnswer): Step => [atMs, answered(answer, 'lookup', 2)];
  const lost: Step = [2110, answered(silent, 'pay', 2)];
  const outcome = (...steps: Step[]) => play(...second, ...steps).state.attempts[1]!.outcome;

  it("says nothing when it is the earlier one's record, with or without a name", () => {
    for (const old of [failed(), failed({ record: '', forgetful: true })]) {
      const readings = [2200, 4300, 9000].map((atMs) => lookup(atMs, old));
      expect(outcome(lost, ...readings)).toEqual({ kind: 'unknown', cause: 'not_found' });
    }
  });

  it('is no proof after a restart either, where the daemon forgets', () => {
    const old = (epoch: string) => failed({ record: '', forgetful: true, epoch: epochOf(epoch) });
    const steps = [lookup(2200, old('a.1')), lookup(2300, old('a.2')), lookup(3400, old('a.2'))];
    expect(outcome(lost, ...steps)).toEqual({ kind: 'unknown', cause: 'not_found' });
    const named = (epoch: string) => failed({ epoch: epochOf(epoch) });
    const others = [lookup(2200, named('a.1')), lookup(2300, named('a.2')), lookup(3400, named('a.2'))];
    expect(outcome(lost, ...others)).toEqual({ kind: 'failed', reason: 'not_sent' });
  });

  it('without a name is its own once the node was seen to know it', () => {
    const own = failed({ record: '', forgetful: true });
    const begun: Step = [120, answered({ kind: 'in_flight', epoch: epochOf('a.1'), record: '' }, 'pay', 2)];
    expect(outcome(begun, lookup(300, own), lookup(2300, own))).toMatchObject({ kind: 'failed' });
  });

  it('is confirmed by the old record when the call itself has said that it is over', () => {
    const over: Step = [130, answered(failed({ reason: 'no_route' }), 'pay', 2)];
    expect(outcome(over, lookup(2130, failed({ mayResume: true })))).toEqual({
      kind: 'failed',
      reason: 'no_route',
    });
  });
});

describe('an empty record of a daemon that forgets', () => {
  const deadMs = EXPIRY_MS + RULES.attemptWindowMs + RULES.quiescenceMarginMs;
  const proof = { type: 'proof', actor: 'ann', proof: { kind: 'closed_at_payee' } } as const;

  it('proves nothing after a restart, however often, long, and past every expiry; a person ends it', () => {
    const steps = reads(
      [2100, absent('a.1')],
      [2200, absent('a.2')],
      [3300, absent('a.2')],
      [deadMs + 5000, absent('a.2')],
      [deadMs + 9000, absent('a.2')],
    );
    const { state } = play(...IN_DOUBT, ...steps);
    expect(state).toMatchObject({ status: 'in_doubt', exception: { kind: 'in_doubt_too_long' } });
    expect(play(...IN_DOUBT, ...steps, [deadMs + 9100, proof]).state.status).toBe('failed');
  });

  it.each([
    ['a.2', 'another epoch than the one of before the send'],
    ['', 'no epoch at all'],
  ])('may have been restarted: %s', (epoch) => {
    expect(isOpen(told([deadMs + 1, absent(epoch)], [deadMs + 5000, absent(epoch)]))).toBe(true);
  });

  it('proves that nothing was sent when the epoch is still the same after every expiry', () => {
    expect(isOpen(told([2100, absent('a.1')], [3300, absent('a.1')]))).toBe(true);
    expect(told([deadMs + 1, absent('a.1')], [deadMs + 5000, absent('a.1')]).state.status).toBe('failed');
  });

  it('is not answered with a second send, even where the router would allow it', () => {
    const safe = { resendSafe: () => true };
    const { last, state } = told([2100, absent('a.1'), safe], [2200, absent('a.1'), safe]);
    expect(last.effects.map(({ type }) => type)).toEqual(['wake']);
    expect(state.attempts[0]!.sends).toBe(1);
  });

  it('does not hide the payment when it shows up after all', () => {
    expect(told([2100, absent('a.1')], [2200, absent('a.2')], [60_000, SETTLED]).state.status).toBe(
      'settled',
    );
  });
});
