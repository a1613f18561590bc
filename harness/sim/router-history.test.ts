import { describe, expect, it } from 'vitest';
import type { IntentId, NodeName, PaymentHash } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import { play, SENT, sampleIntent } from '#orchestrator/domain/sample.fixture';
import type { BreakerState } from '#orchestrator/routing/breaker';
import type { HistoryEvent } from '#reports/evidence/history';
import { AnchorHistory } from './anchor-history.ts';
import { LedgerHistory } from './ledger-history.ts';
import { HistoryRecorder } from './recorder.ts';
import { type ObservedRouter, RouterHistory } from './router-history.ts';

const A = 'a' as NodeName;
const ONE = sampleIntent().id;
const TWO = 'int_2' as IntentId;

function bench() {
  const history: HistoryEvent[] = [];
  const recorder = new HistoryRecorder(() => 0, null, [(event) => history.push({ ...event })]);
  const ledger = new LedgerHistory(recorder, ['carol', 'a']);
  const said: string[] = [];
  const breaker: { state: BreakerState } = { state: 'closed' };
  const router: ObservedRouter = {
    nodes: [A],
    report: () => said.push('report'),
    choose: () => ({ node: A, epoch: '', why: 'first choice' }),
    resendSafe: () => true,
    reserve: (intent, node, amount) => said.push(`reserve ${intent} ${node} ${amount}`),
    release: (intent) => said.push(`release ${intent}`),
    dispatched: () => said.push('dispatched'),
    heard: () => said.push('heard'),
    breakerState: () => breaker.state,
  };
  const observed = new RouterHistory(router, recorder, ledger, 3);
  const spendable = (amount: bigint) =>
    observed.report({
      node: A,
      reachable: true,
      epoch: '',
      spendableMsat: msat(amount),
      largestChannelMsat: msat(amount),
      asOfMs: 0,
      resendSafe: true,
    });
  return { history, recorder, ledger, said, breaker, observed, spendable };
}

describe('reservations', () => {
  it('are written down with what was free when the node was chosen, and passed on', () => {
    const { history, ledger, said, observed, spendable } = bench();
    spendable(100n);
    const { state, last } = play(...SENT);
    observed.choose(state, 0);
    // The node goes down between decision and reservation: that was not known.
    spendable(0n);
    observed.reserve(ONE, A, msat(60n));
    ledger.record({ intent: ONE, events: last.events, audit: [] }, []);
    observed.release(ONE);
    observed.reserve(TWO, A, msat(7n));
    const moved = history.filter(({ kind }) => kind === 'reservation-moved');
    expect(
      moved.map(({ request, intent, node, state, amountMsat, limitMsat }) => [
        request,
        intent,
        node,
        state,
        amountMsat,
        limitMsat,
      ]),
    ).toEqual([
      [3, -1, 1, 'reserved', 60, 100],
      [3, 0, 1, 'released', 60, 0],
      [3, -1, 1, 'reserved', 7, 0],
    ]);
    const hash: PaymentHash | '' = sampleIntent().hash;
    expect(moved.map((event) => event.hash)).toEqual([hash, hash, '']);
    expect(said.filter((word) => word.startsWith('re') && word !== 'report')).toEqual([
      `reserve ${ONE} a 60`,
      `release ${ONE}`,
      `reserve ${TWO} a 7`,
    ]);
  });

  it('that are made or released twice are told, and end no trial', () => {
    const { history, said, observed } = bench();
    observed.release(ONE);
    observed.reserve(ONE, A, msat(60n));
    observed.reserve(ONE, A, msat(60n));
    expect(history.map(({ state, amountMsat }) => [state, amountMsat])).toEqual([
      ['released', 0],
      ['reserved', 60],
      ['reserved', 60],
    ]);
    expect(said).toEqual([`reserve ${ONE} a 60`]);
  });
});

it('a breaker that moves is written down once, whoever notices it first', () => {
  const { history, breaker, observed, spendable } = bench();
  const heard = () => observed.heard(A, { kind: 'not_sent' }, 1);
  heard();
  breaker.state = 'open';
  heard();
  heard();
  breaker.state = 'half_open';
  spendable(1n);
  breaker.state = 'open';
  observed.dispatched(A, 2);
  breaker.state = 'half_open';
  observed.choose(play(...SENT).state, 3);
  breaker.state = 'closed';
  heard();
  expect(history.map(({ kind, request, node, state }) => `${kind} ${request} ${node} ${state}`)).toEqual(
    ['open', 'half_open', 'open', 'half_open', 'closed'].map((state) => `breaker-moved 3 1 ${state}`),
  );
});

it('the head of the audit log is deposited when it has moved, and at the end', () => {
  const { history, recorder } = bench();
  const head = { seq: 0, hash: sampleIntent().fingerprint };
  const anchors = new AnchorHistory(recorder, () => head);
  anchors.deposit();
  head.seq = 4;
  anchors.deposit();
  anchors.deposit();
  anchors.depositLast();
  expect(history.map(({ kind, request, digest }) => [kind, request, digest])).toEqual([
    ['audit-anchored', 4, head.hash],
    ['audit-anchored', 4, head.hash],
  ]);
});
