import { describe, expect, it } from 'vitest';
import type { NodeAnswer } from './node-answer.ts';
import { emptyProvesUnsent, failureAccountsForAll, sendsAreDead } from './quiescence.ts';
import {
  answered,
  decisionOf,
  EXPIRY_MS,
  epochOf,
  IN_DOUBT,
  notFound,
  play,
  RULES,
  SENT,
  SETTLED,
  type Step,
  SUBMITTED,
  TIMED_OUT,
  WRONG_PREIMAGE,
} from './sample.fixture.ts';
import type { AttemptState } from './state.ts';

const { state } = play(...IN_DOUBT);
/** An attempt about which everything is known that an empty record needs. */
const QUIET: AttemptState = {
  ...state.attempts[0]!,
  restarted: true,
  emptyReads: 2,
  emptySinceMs: 3000,
};
const QUIET_AT_MS = 3000 + RULES.attemptWindowMs;
const EXPIRED_AT_MS = EXPIRY_MS + RULES.attemptWindowMs + RULES.quiescenceMarginMs;

describe('quiescence', () => {
  it('holds an empty record for proof only when nothing is missing', () => {
    const proves = (change: Partial<AttemptState>, nowMs = QUIET_AT_MS) =>
      emptyProvesUnsent({ ...QUIET, ...change }, nowMs, RULES);
    expect(proves({})).toBe(true);
    expect(proves({ seen: true })).toBe(false);
    expect(proves({ emptyReads: 1 })).toBe(false);
    expect(proves({}, QUIET_AT_MS - 1)).toBe(false);
    expect(proves({ restarted: false })).toBe(false);
    // Without a restart only what was read after expiry and margins counts, however long it was empty before.
    expect(proves({ restarted: false }, EXPIRED_AT_MS + 5000)).toBe(false);
    const late = { restarted: false, lateEmptySinceMs: EXPIRED_AT_MS + 1 };
    expect(proves(late, EXPIRED_AT_MS + RULES.attemptWindowMs)).toBe(false);
    expect(proves(late, EXPIRED_AT_MS + 1 + RULES.attemptWindowMs)).toBe(true);
    expect(proves({ ...late, emptyReads: 1 }, EXPIRED_AT_MS + 5000)).toBe(false);
    expect(proves({ ...late, seen: true }, EXPIRED_AT_MS + 5000)).toBe(false);
  });

  it('counts the expiry from the send, when the invoice had expired before it', () => {
    const late = { ...QUIET, restarted: false, record: { ...QUIET.record, openedAtMs: EXPIRY_MS + 5000 } };
    expect(sendsAreDead(state, late, EXPIRED_AT_MS + 1, RULES)).toBe(false);
    expect(sendsAreDead(state, late, EXPIRED_AT_MS + 5001, RULES)).toBe(true);
  });

  it('takes a failure for the end when each send has a record of its own, or none can start any more', () => {
    const two = { ...QUIET, restarted: false, sends: 2, nodeRecords: ['7'] };
    expect(failureAccountsForAll(state, two, QUIET_AT_MS, RULES)).toBe(false);
    expect(failureAccountsForAll(state, { ...two, nodeRecords: ['7', '8'] }, QUIET_AT_MS, RULES)).toBe(true);
    expect(failureAccountsForAll(state, { ...two, restarted: true }, QUIET_AT_MS, RULES)).toBe(true);
    expect(failureAccountsForAll(state, two, EXPIRED_AT_MS + 1, RULES)).toBe(true);
  });
});

/** Reads after the doubt began at 2000 ms: an answer at a moment, in order. */
function after(...reads: readonly (readonly [number, NodeAnswer])[]): Step[] {
  return [...IN_DOUBT, ...reads.map(([atMs, answer]): Step => [atMs, answered(answer)])];
}
const empty = (epoch: string): NodeAnswer => ({ kind: 'not_found', epoch: epochOf(epoch) });
const failedAs = (record: string, epoch = 'a.1'): NodeAnswer => ({
  kind: 'failed',
  reason: 'no_route',
  epoch: epochOf(epoch),
  record,
});
const statusAfter = (...reads: readonly (readonly [number, NodeAnswer])[]) =>
  play(...after(...reads)).state.status;

describe('an empty look-up', () => {
  it('fails the attempt after a restart seen by two readings, twice empty since, a window apart', () => {
    const { state: now } = play(
      ...after([2100, empty('a.1')], [2200, empty('a.2')], [2900, empty('a.2')], [3200, empty('a.2')]),
    );
    expect(now.attempts[0]!.outcome).toEqual({ kind: 'failed', reason: 'not_sent' });
    expect(now.attempts).toHaveLength(2);
  });

  it('proves nothing without one of these', () => {
    // No restart, however often and long it is empty.
    expect(statusAfter([2100, empty('a.1')], [3200, empty('a.1')], [9000, empty('a.1')])).toBe('in_doubt');
    // The epoch of before the send is not compared: it may have been old when the send left.
    expect(statusAfter([2100, empty('a.2')], [3200, empty('a.2')], [9000, empty('a.2')])).toBe('in_doubt');
    // Empty reads from before the restart do not count.
    expect(statusAfter([2100, empty('a.1')], [3200, empty('a.2')])).toBe('in_doubt');
    // A node that does not say its epoch cannot show a restart.
    expect(statusAfter([2100, empty('')], [3200, empty('')], [9000, empty('')])).toBe('in_doubt');
    // It knew the attempt once: gone is not the same as never made.
    const flying: NodeAnswer = { kind: 'in_flight', epoch: epochOf('a.1'), record: '7' };
    expect(
      statusAfter([2100, flying], [2200, empty('a.2')], [3300, empty('a.2')], [9000, empty('a.3')]),
    ).toBe('in_doubt');
    // And so is a word that leaves it open between two empty ones: it is read again from one.
    expect(statusAfter([2100, empty('a.1')], [2200, empty('a.2')], [3199, empty('a.2')])).toBe('in_doubt');
  });

  it('ends the intent after expiry and margins, without a restart', () => {
    const at = EXPIRED_AT_MS + 1;
    expect(statusAfter([at, empty('a.1')], [at + 999, empty('a.1')])).toBe('in_doubt');
    expect(statusAfter([at, empty('a.1')], [at + 1000, empty('a.1')])).toBe('failed');
    expect(statusAfter([at + 1000, empty('a.1')])).toBe('in_doubt');
    // What was read before may have been a daemon that was about to hang.
    expect(statusAfter([at - 2, empty('a.1')], [at + 1000, empty('a.1')])).toBe('in_doubt');
  });
});

describe('a send that is made again', () => {
  const safe = { resendSafe: () => true };
  const resent: Step[] = [...IN_DOUBT, [2100, notFound('a.1')], [2200, notFound('a.1'), safe]];

  it('goes to the same node, after two empty reads, in time, only where the daemon deduplicates', () => {
    const { state: now, last } = play(...resent);
    expect(last.effects).toContainEqual({ type: 'dispatch', attemptNo: 1 });
    expect(now.attempts).toHaveLength(1);
    expect(now.attempts[0]).toMatchObject({ sends: 2, emptyReads: 0, restarted: false });
    const dispatches = (...steps: Step[]) =>
      play(...steps).last.effects.filter((effect) => effect.type === 'dispatch').length;
    expect(dispatches(...IN_DOUBT, [2100, notFound('a.1'), safe])).toBe(0);
    expect(dispatches(...IN_DOUBT, [2100, notFound('a.1')], [2200, notFound('a.1')])).toBe(0);
    expect(dispatches(...IN_DOUBT, [2100, notFound('a.1')], [10_000, notFound('a.1'), safe])).toBe(0);
    expect(
      dispatches(
        ...IN_DOUBT,
        [2100, notFound('a.1')],
        [2200, notFound('a.1'), { ...safe, payCallOpen: true }],
      ),
    ).toBe(0);
  });

  it('needs a decision of the policy that is still valid', () => {
    const short = { decidePolicy: () => decisionOf('allow', 0, 2150) };
    const [, ...later] = resent;
    const { last } = play([0, SUBMITTED, short], ...later);
    expect(last.effects.map(({ type }) => type)).toEqual(['wake']);
  });

  it('is bounded by the attempts that the policy allows', () => {
    const steps: Step[] = [...IN_DOUBT];
    for (let atMs = 2100; atMs < 6000; atMs += 100) steps.push([atMs, notFound('a.1'), safe]);
    expect(play(...steps).state.attempts[0]!.sends).toBe(RULES.attemptsMax);
  });

  it('makes its failure count only when both sends are accounted for', () => {
    const once = play(...resent, [2300, answered(failedAs('7'), 'pay')]);
    expect(once.state.status).toBe('in_doubt');
    const both = play(...resent, [2300, answered(failedAs('7'), 'pay')], [2400, answered(failedAs('8'))]);
    expect(both.state.attempts[0]!.outcome).toEqual({ kind: 'failed', reason: 'no_route' });
    const same = play(...resent, [2300, answered(failedAs('7'), 'pay')], [2400, answered(failedAs('7'))]);
    expect(same.state.status).toBe('in_doubt');
    const late = play(...resent, [2300, answered(failedAs('7'), 'pay')], [2400, answered(SETTLED)]);
    expect(late.state.status).toBe('settled');
  });

  it('leaves the first send open when the second is refused or never left', () => {
    for (const answer of [
      { kind: 'rejected', reason: 'no_route', epoch: '' },
      { kind: 'not_sent' },
    ] as const) {
      const { state: now } = play(...resent, [2300, answered(answer, 'pay')]);
      expect(now).toMatchObject({ status: 'in_doubt' });
      expect(now.attempts[0]!.outcome).toMatchObject({ kind: 'unknown' });
    }
  });
});

describe("an earlier attempt's record on the same node", () => {
  /** Attempt 1 failed as record 7; attempt 2 went to the same node and nothing was heard. */
  const second: Step[] = [
    ...SENT,
    [10, answered(failedAs('7'), 'pay')],
    [110, { type: 'due' }],
    [2110, { ...TIMED_OUT, attemptNo: 2 } as typeof TIMED_OUT],
  ];
  const read = (answer: NodeAnswer) => play(...second, [2200, answered(answer, 'lookup', 2)]).state;

  it('says nothing about this attempt', () => {
    expect(read(failedAs('7'))).toMatchObject({ status: 'in_doubt' });
    expect(read(failedAs('7')).attempts[1]).toMatchObject({ nodeRecords: [], seen: false, emptyReads: 1 });
    const flying: NodeAnswer = { kind: 'in_flight', epoch: '', record: '7' };
    expect(read(flying).attempts[1]).toMatchObject({ seen: false });
    // Without a name it may be the earlier one's.
    expect(read(failedAs(''))).toMatchObject({ status: 'in_doubt' });
  });

  it('is not even an empty reading while the pay call is out', () => {
    const { last } = play(...second, [2200, answered(failedAs('7'), 'lookup', 2), { payCallOpen: true }]);
    expect(last.events).toEqual([]);
    expect(last.effects).toEqual([{ type: 'wake', atMs: 2300 }]);
  });

  it('is told from its own, which ends it', () => {
    const own = read(failedAs('8'));
    expect(own.status).toBe('ready');
    expect(own.attempts[1]!.outcome).toEqual({ kind: 'failed', reason: 'no_route' });
  });

  it('counts as an empty reading: with a restart the attempt was never made', () => {
    const steps: Step[] = [
      ...second,
      [2200, answered(failedAs('7', 'a.1'), 'lookup', 2)],
      [2300, answered(failedAs('7', 'a.2'), 'lookup', 2)],
      [3300, answered(failedAs('7', 'a.2'), 'lookup', 2)],
    ];
    expect(play(...steps).state.attempts[1]!.outcome).toEqual({ kind: 'failed', reason: 'not_sent' });
  });
});

describe('an answer that cannot be believed', () => {
  it('"settled" with a preimage of another hash raises a contradiction, once, and settles nothing', () => {
    const lie = answered({ ...SETTLED, preimage: WRONG_PREIMAGE });
    const { state: now, drafts } = play(...SENT, [10, lie], [20, lie]);
    expect(now).toMatchObject({ status: 'in_doubt', exception: { kind: 'contradiction' } });
    const raised = drafts.flatMap(({ events }) => events.filter(({ type }) => type === 'exception_raised'));
    expect(raised).toHaveLength(1);
    expect(play(...SENT, [10, lie], [30, answered(SETTLED)]).state).toMatchObject({
      status: 'settled',
      exceptionOpen: false,
    });
  });

  it('a preimage wins over whatever was said before', () => {
    expect(statusAfter([2100, failedAs('')], [2200, empty('a.2')], [2300, SETTLED])).toBe('settled');
  });

  it('"duplicate" sends nobody anywhere else: the hash is looked up', () => {
    const { state: now, last } = play(...SENT, [10, answered({ kind: 'duplicate', epoch: '' }, 'pay')]);
    expect(now.status).toBe('in_flight');
    expect(last.effects).toEqual([{ type: 'lookup', attemptNo: 1 }]);
  });

  it('"duplicate" shows that the node knew the payment: an empty record after it proves nothing', () => {
    const { state: now } = play(
      ...SENT,
      [10, answered({ kind: 'duplicate', epoch: epochOf('a.1') }, 'pay')],
      [2100, notFound('a.1')],
      [2200, notFound('a.2')],
      [3300, notFound('a.2')],
    );
    expect(now).toMatchObject({ status: 'in_doubt' });
    expect(now.attempts).toHaveLength(1);
  });
});
