import { describe, expect, it } from 'vitest';
import type { Digest, IntentId } from '../domain/ids.ts';
import { RULES } from '../domain/sample.fixture.ts';
import { paid, Rig, requestFor } from './rig.fixture.ts';

const INTENT = 'int_1' as IntentId;
const P1 = { policyHash: 'p1' as Digest, killSwitch: 'off' } as const;

/** Puts something between the decision and the moment at which it is durable. */
function between(rig: Rig, change: () => void): void {
  rig.results.push('held');
  rig.submit(1, requestFor(1));
  change();
  rig.writeHeld();
}

describe('between a decision and its dispatch', () => {
  it.each<[string, (rig: Rig) => void]>([
    ['the kill switch is pressed', (rig) => (rig.books.inForce = { ...P1, killSwitch: 'on' })],
    ['the policy engine goes away', (rig) => (rig.books.inForce = null)],
    ['another policy takes force', (rig) => (rig.books.inForce = { ...P1, policyHash: 'p2' as Digest })],
    ['the deadline passes', (rig) => (rig.nowMs = 40_000)],
    ['the invoice expires', (rig) => (rig.nowMs = 60_000)],
  ])('%s: nothing leaves', (_what, change) => {
    const rig = new Rig();
    between(rig, () => change(rig));
    expect(rig.pays).toEqual([]);
    const resolved = rig.events().find((event) => event.type === 'attempt_resolved');
    expect(resolved).toMatchObject({ no: 1, outcome: { kind: 'failed', reason: 'not_sent' } });
    expect(rig.books.held.size).toBe(0);
  });

  it('the switch is pressed and released: it leaves then, once', () => {
    const rig = new Rig();
    between(rig, () => (rig.books.inForce = { ...P1, killSwitch: 'on' }));
    rig.wait(1000);
    expect(rig.pays).toEqual([]);
    rig.books.inForce = P1;
    rig.wait(1000);
    rig.answer(rig.pays[0], paid(1));
    expect([rig.pays.length, rig.statuses().at(-1)]).toEqual([1, 'settled']);
  });

  it('another process claims the journal: this one stops, and what it decided stays for the other to find', () => {
    const rig = new Rig();
    rig.results.push('held');
    rig.submit(1, requestFor(1));
    rig.writeHeld();
    expect(rig.pays).toHaveLength(1);
    rig.journal.claim();
    rig.submit(2, requestFor(2));
    expect(rig.stops).toEqual(['another process has claimed the journal']);
    rig.answer(rig.pays[0], paid(1));
    expect(rig.events().some((event) => event.type === 'attempt_resolved')).toBe(false);
  });
});

describe('a process that was replaced', () => {
  it('is refused by the journal, and dies of it', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.journal.claim();
    rig.answer(rig.pays[0], paid(1));
    expect(rig.stops).toEqual(['another process has claimed the journal']);
    expect(rig.responses).toEqual([]);
  });

  it('does not send what it wrote down before, when it stood still in between', () => {
    const rig = new Rig();
    rig.results.push('held');
    rig.submit(1, requestFor(1));
    // Durable under its own term, told too late: the other one has claimed meanwhile.
    const { holds } = rig.journal;
    rig.journal.holds = () => false;
    rig.journal.commit = (group) => rig.engine.committed(group.ticket, 'durable');
    rig.writeHeld();
    expect([rig.pays.length, rig.stops.length]).toEqual([0, 1]);
    rig.journal.holds = holds;
  });

  it('forgets nothing in the name of the other one, and asks no node', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], paid(1));
    rig.journal.claim();
    rig.wait(2 * RULES.retentionMs);
    rig.engine.reconcile();
    expect(rig.stops).toEqual(['another process has claimed the journal']);
    expect([rig.forgotten.length, rig.lists.length]).toEqual([0, 0]);
  });

  it('is one that reads an old state, too: it does not begin', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    const engine = rig.build();
    engine.recover({ claim: () => rig.journal.claim(), replay: () => {} });
    expect(rig.stops).toEqual(['the journal shows 0 of 1 groups: a stale read']);
    engine.submit({ requestId: 9, tenant: 'acme', idempotencyKey: 'k', body: requestFor(2) });
    expect([rig.responses.length, rig.lookups.length]).toEqual([0, 0]);
  });
});

describe('a new request', () => {
  it.each([
    ['policy_unavailable', null],
    ['payments_stopped', { ...P1, killSwitch: 'on' }],
  ] as const)('is refused with 503 %s, and taken when that is over', (error, inForce) => {
    const rig = new Rig();
    rig.books.inForce = inForce;
    rig.submit(1, requestFor(1));
    expect(rig.responses).toEqual([{ requestId: 1, status: 503, body: JSON.stringify({ error }) }]);
    expect(rig.asked).toEqual([]);
    rig.books.inForce = P1;
    rig.submit(2, requestFor(1));
    expect(rig.pays).toHaveLength(1);
  });
});

describe('what a person did', () => {
  it('is not lost when the store refuses it: it is taken again with the next ring', () => {
    const rig = new Rig();
    rig.books.effectOf = () => 'review';
    rig.submit(1, requestFor(1));
    rig.results.push('failed', 'failed');
    rig.engine.act(INTENT, { type: 'approved', approver: 'ann' });
    expect(rig.statuses()).toEqual(['awaiting_approval']);
    rig.wait(200);
    rig.wait(200);
    expect(rig.statuses()).toEqual(['awaiting_approval', 'ready', 'in_flight']);
    expect(rig.pays).toHaveLength(1);
  });
});

describe('another policy', () => {
  it('finds in its windows what the old one had counted', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.submit(2, requestFor(2));
    rig.answer(rig.pays[0], paid(1));
    const before = new Map(rig.books.windows);
    rig.books.windows.clear();
    rig.engine.policyReplaced();
    expect(rig.books.windows).toEqual(before);
    rig.answer(rig.pays[1], { kind: 'failed', reason: 'invoice_expired', epoch: '', record: '1' });
    expect([...rig.books.windows.values()]).toEqual([1]);
  });
});

describe('money set aside', () => {
  it('is so from the decision on, so that two decisions of one moment never count on the same money (S18)', () => {
    const rig = new Rig();
    const seen: number[] = [];
    const { choose } = rig;
    rig.choose = (state, nowMs) => {
      seen.push(rig.books.held.size);
      return choose(state, nowMs);
    };
    rig.results.push('held', 'held');
    rig.submit(1, requestFor(1));
    rig.submit(2, requestFor(2));
    expect(seen).toEqual([0, 1]);
  });

  it('is given back when the decision could not be written', () => {
    const rig = new Rig();
    rig.results.push('failed');
    rig.submit(1, requestFor(1));
    expect(rig.books.held.size).toBe(0);
    rig.submit(2, requestFor(1));
    rig.results.push('failed');
    rig.answer(rig.pays[0], paid(1));
    expect([...rig.books.held.keys()]).toEqual(['int_2']);
    rig.wait(200);
    rig.answer(rig.lookups[0], paid(1));
    expect(rig.books.held.size).toBe(0);
  });
});

describe('a clock that is set back', () => {
  it('takes no alarm away: what was to be looked up is looked up', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], { kind: 'unknown', cause: 'timeout' });
    const [alarm] = rig.wakes;
    rig.nowMs = alarm!.atMs - 50;
    rig.engine.woke(INTENT, alarm!.atMs);
    expect(rig.lookups).toHaveLength(1);
    rig.engine.woke(INTENT, alarm!.atMs);
    expect(rig.lookups).toHaveLength(1);
  });
});
