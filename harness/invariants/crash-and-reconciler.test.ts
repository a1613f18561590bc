import { describe, expect, it } from 'vitest';
import { changed, doubled, find, inserted, reasons } from './broken-history.ts';
import { lostEventsHeal } from './l12-lost-events-heal.ts';
import { theRestGoesOn } from './l13-the-rest-goes-on.ts';
import { reconcilerSettlesOnce } from './s17-reconciler-settles-once.ts';
import { crashConsistency } from './s32-crash-consistency.ts';
import { correctHistory } from './test-history.ts';

const happy = correctHistory(['happy']);
const crash = correctHistory(['crash']);
const stuck = correctHistory(['stuck']);
const ended = { kind: 'attempt-resolved', state: 'settled' } as const;

describe('S17', () => {
  it('fires when an end is written down twice, or after the end', () => {
    expect(reasons(doubled(happy, ended), reconcilerSettlesOnce)).toEqual([
      'attempt 1 was written down as settled after it was settled (lookup)',
    ]);
    const late = inserted(happy, { kind: 'answer-stored' }, 'attempt-resolved', {
      intent: 0,
      attempt: 1,
      state: 'unknown',
    });
    expect(reasons(late, reconcilerSettlesOnce)).toEqual([
      'attempt 1 became unknown after its intent was settled',
    ]);
  });

  it('fires when an intent is raised a second time, also after the first was closed', () => {
    const raised = { kind: 'exception-moved', state: 'raised' } as const;
    const closed = inserted(stuck, raised, 'exception-moved', { intent: 0, state: 'closed' });
    const again = inserted(closed, { kind: 'exception-moved', state: 'closed' }, 'exception-moved', {
      intent: 0,
      state: 'raised',
      cause: 'contradiction',
    });
    expect(reasons(again, reconcilerSettlesOnce)).toEqual([
      'raised to the exception queue a second time for attempt 1 (contradiction)',
    ]);
    // Another attempt has its own end that is not known.
    const other = inserted(again, { kind: 'exception-moved', state: 'closed' }, 'attempt-opened', {
      intent: 0,
      attempt: 2,
    });
    expect(reasons(other, reconcilerSettlesOnce)).toEqual([]);
  });

  it('fires when a pass changes a world at rest, not when something happened', () => {
    const ran = { kind: 'reconciler-ran' } as const;
    const busy = changed(happy, ran, { feeMsat: 2 }, 2);
    expect(reasons(busy, reconcilerSettlesOnce)).toEqual([
      'the reconciler made 2 changes although nothing had happened for two passes',
    ]);
    expect(reasons(inserted(busy, ran, 'call-sent', { state: 'lookup' }), reconcilerSettlesOnce)).toEqual([]);
  });
});

describe('S32', () => {
  const started = { kind: 'orchestrator-moved', state: 'started', request: 2 } as const;
  const received = crash[find(crash, { kind: 'intent-received' })]!;

  it('fires when an intent is received anew', () => {
    const anew = inserted(crash, started, 'intent-received', { ...received, intent: 1 });
    expect(reasons(anew, crashConsistency)[0]).toMatch(
      /^received anew after the start at \d+ ms, but intent 0 with the same key was durable before it/,
    );
    const other = inserted(crash, started, 'intent-received', { ...received, intent: 1, cause: 'other key' });
    expect(reasons(other, crashConsistency)[0]).toContain('with the same payment hash');
  });

  it('fires when a state goes back', () => {
    const back = changed(crash, { kind: 'intent-moved', was: 'in_flight' }, { was: 'ready' });
    expect(reasons(back, crashConsistency)[0]).toMatch(
      /^moved from ready after the start at \d+ ms, but in_flight was durable/,
    );
  });

  it('fires when an attempt is forgotten, or overtaken', () => {
    const opened = crash[find(crash, { kind: 'attempt-opened' })]!;
    expect(reasons(inserted(crash, started, 'attempt-opened', opened), crashConsistency)).toEqual([
      'attempt 1 was opened when attempt 1 was durable',
    ]);
    const second = inserted(crash, started, 'attempt-opened', { ...opened, attempt: 2 });
    expect(reasons(second, crashConsistency)[0]).toMatch(
      /^attempt 2 was opened after the start at \d+ ms while the end of attempt 1 was not known/,
    );
  });

  it('fires when a client that asks again is told that its intent is unknown', () => {
    const asked = crash[find(crash, { kind: 'request-submitted', request: 0 })]!;
    const repeat = inserted(crash, started, 'request-submitted', { ...asked, request: 9, state: 'retry' });
    const answer = { request: 9, actor: asked.actor, cause: asked.cause };
    const told = (state: string) =>
      inserted(repeat, { kind: 'request-submitted', request: 9 }, 'response-received', { ...answer, state });
    expect(reasons(told('404'), crashConsistency)[0]).toMatch(
      /^request 9 repeats a key whose intent was durable before the start at \d+ ms and was answered 404/,
    );
    expect(reasons(told('409'), crashConsistency)).toEqual([]);
  });
});

describe('L12', () => {
  it('fires when a settlement never reaches the ledger', () => {
    const lost = happy.filter(({ kind, state }) => kind !== 'intent-moved' || state !== 'settled');
    expect(reasons(lost, lostEventsHeal)[0]).toMatch(
      /^a settlement through node 0 had not reached the ledger at the end \d+ ms after it could; the bound is 60000 ms/,
    );
    const down = inserted(lost, { kind: 'payment-ended' }, 'node-moved', { node: 0, state: 'down' });
    expect(reasons(down, lostEventsHeal)).toEqual([]);
  });
});

describe('L13', () => {
  const failed = changed(correctHistory(['failed']), { kind: 'attempt-resolved' }, { cause: 'no_route' });
  const seen = (state: string) =>
    inserted(failed, { kind: 'payment-begun' }, 'viability-seen', { intent: 0, state });

  it('fires when a payment fails that the rest of the network could have made', () => {
    expect(reasons(seen('viable'), theRestGoesOn)).toEqual([
      'failed with node 4 dead, although 1000000 msat could be paid through the rest',
    ]);
    expect(reasons(seen('not-viable'), theRestGoesOn)).toEqual([]);
    const whole = seen('viable').filter(({ kind }) => kind !== 'node-moved');
    expect(reasons(whole, theRestGoesOn)).toEqual([]);
  });

  it('fires when an intent waits for ever, not when its attempt is with the dead node', () => {
    const waits = happy.filter(
      ({ kind, state }) => !['settled', 'in_flight'].includes(state) || kind !== 'intent-moved',
    );
    expect(reasons(waits, theRestGoesOn)[0]).toMatch(
      /^still ready \d+ ms after it was received, with node 4 dead; the bound is 60000 ms/,
    );
    const open = waits.filter(({ kind }) => kind !== 'attempt-resolved');
    const through = changed(open, { kind: 'attempt-opened' }, { node: 4 });
    expect(reasons(through, theRestGoesOn)).toEqual([]);
  });
});
