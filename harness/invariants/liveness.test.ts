import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '#reports/evidence/history';
import { changed, cutBefore, find, inserted, judge, reasons, without } from './broken-history.ts';
import { everyIntentEnds } from './l01-every-intent-ends.ts';
import { viableSucceeds } from './l02-viable-succeeds.ts';
import { fallbackProgress } from './l03-fallback-progress.ts';
import { unknownResolves } from './l04-unknown-resolves.ts';
import { reattachedAfterStart } from './l05-reattached-after-start.ts';
import { reconciliationConverges } from './l06-reconciliation-converges.ts';
import { ALL_INVARIANTS } from './registry.ts';
import { correctHistory } from './test-history.ts';

const happy = correctHistory(['happy']);
const fallback = correctHistory(['fallback']);
const unknown = correctHistory(['unknown']);
const stuck = correctHistory(['stuck']);
const crash = correctHistory(['crash']);

/** The rest of the history, an hour later. */
function delayed(events: readonly HistoryEvent[], from: number): HistoryEvent[] {
  return events.map((event, at) => (at < from ? event : { ...event, atMs: event.atMs + 3_600_000 }));
}

function thenQuiet(events: readonly HistoryEvent[]): HistoryEvent[] {
  const last = events.at(-1)!;
  return inserted(events, { kind: last.kind, seq: last.seq }, 'phase-began', {
    state: 'end',
    atMs: last.atMs + 3_600_000,
  });
}

it('judges nothing when no bound is in force', () => {
  const unbound = correctHistory().filter((event) => event.kind !== 'bound-in-force');
  const { violations, examined } = judge(thenQuiet(cutBefore(unbound, { kind: 'invoice-paid' })));
  const liveness = ALL_INVARIANTS.filter(({ kind }) => kind === 'liveness').map(({ id }) => id);
  expect(violations.filter(({ invariant }) => liveness.includes(invariant))).toEqual([]);
  expect(liveness.filter((id) => examined[id] !== 0)).toEqual([]);
});

describe('L01', () => {
  it('fires when an intent does not end', () => {
    const open = thenQuiet(cutBefore(happy, { kind: 'intent-moved', state: 'settled' }));
    expect(reasons(open, everyIntentEnds)[0]).toMatch(
      /^still in_flight at the end, 36\d+ ms after nothing stood in its way \(bound 60000 ms\)/,
    );
  });

  it('fires when it ends late', () => {
    const late = delayed(happy, find(happy, { kind: 'intent-moved', state: 'settled' }));
    expect(reasons(late, everyIntentEnds)[0]).toMatch(/^settled 36\d+ ms after nothing stood in its way/);
  });

  it('excuses an HTLC that is out', () => {
    const { hash } = happy[find(happy, { kind: 'payment-begun' })]!;
    const open = thenQuiet(cutBefore(happy, { kind: 'invoice-paid' }));
    const pending = inserted(open, { kind: 'payment-begun' }, 'htlc-pending', { hash });
    expect(reasons(pending, everyIntentEnds)).toEqual([]);
  });

  it('excuses an exception only while no node knows the end', () => {
    expect(reasons(stuck, everyIntentEnds)).toEqual([]);
    const known = changed(stuck, { kind: 'node-truth' }, { state: 'settled' });
    expect(reasons(known, everyIntentEnds)[0]).toContain('a node that knows its end');
    expect(reasons(without(stuck, { kind: 'exception-moved' }), everyIntentEnds)[0]).toContain(
      'no exception raised',
    );
  });

  it('does not take the failure of an older attempt for the end of the open one', () => {
    const { hash } = stuck[find(stuck, { kind: 'payment-begun' })]!;
    const second = { intent: 0, attempt: 2, node: 0, hash, amountMsat: 1_000_000 };
    const retried = inserted(stuck, { kind: 'exception-moved' }, 'attempt-opened', second);
    const failed = changed(retried, { kind: 'node-truth' }, { state: 'failed' });
    expect(reasons(failed, everyIntentEnds)).toEqual([]);
    const only = changed(stuck, { kind: 'node-truth' }, { state: 'failed' });
    expect(reasons(only, everyIntentEnds)[0]).toContain('a node that knows its end');
  });

  it('does not judge during a storm', () => {
    const stormy = without(happy, { kind: 'phase-began', state: 'heal' });
    expect(reasons(thenQuiet(cutBefore(stormy, { kind: 'invoice-paid' })), everyIntentEnds)).toEqual([]);
  });
});

describe('L02', () => {
  const failed = changed(correctHistory(['failed']), { kind: 'attempt-resolved' }, { cause: 'no_route' });
  const seen = (state: string) =>
    inserted(failed, { kind: 'payment-begun' }, 'viability-seen', { intent: 0, state, feeMsat: 900 });

  it('fires when a viable payment fails after heal', () => {
    expect(reasons(seen('viable'), viableSucceeds)).toEqual([
      'failed although a path for 1000000 msat was open at a fee of 900 msat (cap 5000 msat); attempts: 1 after heal, 0 before; the bound is 3',
    ]);
    expect(reasons(seen('not-viable'), viableSucceeds)).toEqual([]);
  });

  it('does not judge what was received before heal and had few retries after', () => {
    const at = find(failed, { kind: 'phase-began', state: 'heal' });
    const received = find(failed, { kind: 'intent-received' });
    const healAtMs = failed[received]!.atMs + 1;
    const before = seen('viable').map((event, index) =>
      index === at ? { ...event, atMs: healAtMs } : event,
    );
    expect(reasons(before, viableSucceeds)).toEqual([]);
  });

  it('does not judge an invoice that the payee closed', () => {
    const { hash } = failed[find(failed, { kind: 'payment-begun' })]!;
    const closed = inserted(seen('viable'), { kind: 'payment-begun' }, 'invoice-moved', {
      hash,
      state: 'expired',
    });
    expect(reasons(closed, viableSucceeds)).toEqual([]);
  });
});

describe('L03', () => {
  it('fires when the next attempt comes late, or never', () => {
    const second = find(fallback, { kind: 'attempt-opened', attempt: 2 });
    expect(reasons(delayed(fallback, second), fallbackProgress)[0]).toMatch(
      /^an attempt failed, attempt 2 followed 360\d+ ms later; the bound is 60000 ms/,
    );
    expect(reasons(thenQuiet(fallback.slice(0, second)), fallbackProgress)[0]).toContain('nothing followed');
  });

  it('does not judge while the orchestrator is down', () => {
    const second = find(fallback, { kind: 'attempt-opened', attempt: 2 });
    const down = inserted(fallback.slice(0, second), { kind: 'attempt-resolved' }, 'orchestrator-moved', {
      state: 'crashed',
    });
    expect(reasons(thenQuiet(down), fallbackProgress)).toEqual([]);
  });
});

describe('L04', () => {
  const known = find(unknown, { kind: 'attempt-resolved', state: 'settled' });

  it('fires when an unknown end becomes known late, or never', () => {
    expect(reasons(delayed(unknown, known), unknownResolves)[0]).toMatch(
      /^attempt 1 on node 0 was unknown; it became settled 36\d+ ms after it could be known/,
    );
    expect(reasons(thenQuiet(unknown.slice(0, known)), unknownResolves)[0]).toContain('it is unknown still');
  });

  it('does not judge while the node is down, or the payment open', () => {
    const down = inserted(unknown.slice(0, known), { kind: 'payment-ended' }, 'node-moved', {
      node: 0,
      state: 'down',
    });
    expect(reasons(thenQuiet(down), unknownResolves)).toEqual([]);
    expect(reasons(thenQuiet(cutBefore(unknown, { kind: 'payment-ended' })), unknownResolves)).toEqual([]);
  });
});

describe('L05', () => {
  it('fires when an open attempt is looked up late, or never', () => {
    const lookup = find(crash, { kind: 'call-sent', state: 'lookup' });
    expect(reasons(delayed(crash, lookup), reattachedAfterStart)[0]).toMatch(
      /^attempt 1 on node 0 was open at the start at \d+ ms and was looked up 36\d+ ms later/,
    );
    expect(reasons(thenQuiet(crash.slice(0, lookup)), reattachedAfterStart)[0]).toContain(
      'was not looked up',
    );
  });
});

describe('L06', () => {
  it('fires when node and ledger disagree and nobody was told', () => {
    const settled = changed(stuck, { kind: 'node-truth' }, { state: 'settled' });
    expect(reasons(settled, reconciliationConverges)).toEqual([]);
    expect(reasons(without(settled, { kind: 'exception-moved' }), reconciliationConverges)[0]).toMatch(
      /^node 0 says settled \(1000000 msat\), the ledger in_doubt, \d+ ms after heal \(bound 60000 ms\), and nobody was told/,
    );
  });

  it('fires when the same intent is raised twice', () => {
    const raised = { kind: 'exception-moved' } as const;
    const twice = inserted(stuck, raised, 'exception-moved', {
      intent: 0,
      state: 'raised',
      cause: 'contradiction',
    });
    expect(reasons(twice, reconciliationConverges)).toEqual([
      'raised to the exception queue again (contradiction) while it was in it',
    ]);
  });
});
