import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '#reports/evidence/history';
import { changed, doubled, find, inserted, reasons, without } from './broken-history.ts';
import { backlogDrains } from './l08-backlog-drains.ts';
import { killSwitchInTime } from './l09-kill-switch-in-time.ts';
import { approvalsSurfaceAndExpire } from './l10-approvals-surface-and-expire.ts';
import { policyBeforeMoney } from './s19-policy-before-money.ts';
import { failClosed } from './s21-fail-closed.ts';
import { killSwitch } from './s22-kill-switch.ts';
import { correctHistory } from './test-history.ts';

const happy = correctHistory(['happy']);
const approved = correctHistory(['approved']);
const paid = { kind: 'call-sent', state: 'pay' } as const;
const decided = { kind: 'policy-decided' } as const;
const opened = { kind: 'attempt-opened' } as const;

/** Somebody moves a control right after an event. */
function control(
  events: readonly HistoryEvent[],
  after: Parameters<typeof find>[1],
  state: string,
  digest = '',
) {
  return inserted(events, after, 'control-moved', { state, digest });
}

describe('S19 with a policy that is replaced', () => {
  it('fires when a payment leaves under the one before', () => {
    const replaced = control(happy, decided, 'policy_replaced', 'd');
    expect(reasons(replaced, policyBeforeMoney)).toEqual([
      `attempt 1 of 1000000 msat was dispatched on a decision under policy ${'c'.repeat(64)}, when d was in force`,
    ]);
    expect(reasons(control(happy, paid, 'policy_replaced', 'd'), policyBeforeMoney)).toEqual([]);
  });
});

describe('S21', () => {
  it('fires when a payment leaves while the policy engine is silent', () => {
    expect(reasons(control(happy, opened, 'policy_unavailable'), failClosed)).toEqual([
      'attempt 1 left 1 ms after the policy engine had become silent',
    ]);
    const back = control(control(happy, opened, 'policy_unavailable'), opened, 'policy_available', '');
    expect(reasons(control(back, paid, 'policy_unavailable'), failClosed)).toHaveLength(1);
  });

  it('fires on a payment without an answer, and on an answer that makes no sense', () => {
    expect(reasons(without(happy, decided), failClosed)).toEqual([
      '1000000 msat left for node 0 without an answer of the policy',
    ]);
    expect(reasons(changed(happy, decided, { state: 'maybe' }), failClosed)[0]).toBe(
      `a decision "maybe" under policy "${'c'.repeat(64)}" makes no sense`,
    );
  });

  it('fires on a permission dated from the silence, also when it becomes durable after it', () => {
    const received = { kind: 'intent-received' } as const;
    const silent = control(happy, received, 'policy_unavailable');
    const atMs = silent[find(silent, decided)]!.atMs;
    const later = silent.map((event, at) =>
      at < find(silent, decided) ? event : { ...event, atMs: event.atMs + 9 },
    );
    const back = inserted(later, { kind: 'audit-recorded', intent: 0 }, 'control-moved', {
      state: 'policy_available',
      atMs: atMs + 5,
    });
    expect(reasons(changed(back, decided, { limitMsat: atMs + 2 }), failClosed)[0]).toMatch(
      /^"allow" is dated \d+ ms; the policy engine could not be asked from \d+ ms on/,
    );
    expect(reasons(changed(back, decided, { limitMsat: atMs + 7 }), failClosed)).toEqual([]);
  });
});

describe('S22', () => {
  it('fires when a payment leaves, or is decided, after the switch', () => {
    expect(reasons(control(happy, opened, 'kill_switch_on'), killSwitch)).toEqual([
      'a payment left for attempt 1 through node 0, 1 ms after the kill switch',
    ]);
    const before = control(happy, decided, 'kill_switch_on');
    const late = changed(before, opened, { feeMsat: before[find(before, opened)]!.atMs });
    const told = late.map((event) =>
      event.kind === 'control-moved' ? { ...event, atMs: event.atMs - 1 } : event,
    );
    expect(reasons(told, killSwitch)[0]).toMatch(
      /^decided on attempt 1 through node 0, \d ms after the kill switch/,
    );
  });

  it('is silent after the release', () => {
    const on = control(happy, { kind: 'intent-received' }, 'kill_switch_on');
    expect(reasons(control(on, decided, 'kill_switch_off'), killSwitch)).toEqual([]);
  });
});

describe('L09', () => {
  const early = { kind: 'phase-began', state: 'storm' } as const;
  const later = (events: readonly HistoryEvent[]) =>
    events.map((event, at) => {
      if (at < find(events, decided)) return event;
      const dated = event.kind === 'policy-decided' ? { limitMsat: event.limitMsat + 90_000 } : {};
      return { ...event, ...dated, atMs: event.atMs + 90_000 };
    });

  it('fires when permissions go on after the switch', () => {
    const on = control(happy, { kind: 'intent-received' }, 'kill_switch_on');
    expect(reasons(on, killSwitchInTime)).toEqual([]);
    expect(reasons(later(on), killSwitchInTime)[0]).toMatch(
      /^"allow" was decided 9\d+ ms after the kill switch; the bound is 60000 ms/,
    );
  });

  it('fires when refusals go on after the release', () => {
    const refused = changed(happy, decided, { state: 'deny', cause: 'policy.kill-switch' });
    expect(reasons(refused, killSwitchInTime)).toEqual([]);
    expect(reasons(later(refused), killSwitchInTime)[0]).toMatch(
      /^"deny" \(policy.kill-switch\) was decided 90\d+ ms after the kill switch was released/,
    );
    expect(find(refused, early)).toBeGreaterThan(0);
  });
});

describe('L08', () => {
  const burst = [
    ['fault-began', 'load.burst'],
    ['fault-ended', 'load.burst'],
  ] as const;

  it('fires when what an overload left behind does not go away', () => {
    let events: HistoryEvent[] = correctHistory(['happy']);
    const received = { kind: 'intent-received' } as const;
    for (const [kind, state] of burst.toReversed()) events = inserted(events, received, kind, { state });
    const began = find(events, { kind: 'fault-began' }, 1);
    // The burst itself brings the intent that then waits.
    [events[began - 1], events[began]] = [events[began]!, events[began - 1]!];
    expect(reasons(events, backlogDrains)).toEqual([]);
    const stuck = events.filter(({ kind }) => kind !== 'intent-moved');
    expect(reasons(stuck, backlogDrains)[0]).toMatch(
      /^the backlog of an overload did not drain: 1 intents of it wait \d+ ms after its end, 0 did before it/,
    );
  });
});

describe('L10', () => {
  const requested = { kind: 'approval-moved', state: 'requested' } as const;
  const given = { kind: 'approval-moved', state: 'given' } as const;

  it('fires when nobody is asked', () => {
    expect(reasons(without(approved, requested), approvalsSurfaceAndExpire)).toEqual([]);
    const never = approved.filter(
      ({ kind, state }) => kind !== 'approval-moved' && (kind !== 'intent-moved' || state === 'x'),
    );
    expect(reasons(never, approvalsSurfaceAndExpire)[0]).toMatch(
      /^the decision "review" was never put to a person, \d+ ms later; the bound is 60000 ms/,
    );
  });

  it('fires when an approval counts after its time', () => {
    const { limitMsat } = approved[find(approved, decided)]!;
    const late = changed(approved, given, { limitMsat: limitMsat + 60_000 });
    expect(reasons(late, approvalsSurfaceAndExpire)).toEqual([
      'approved by olga 0 ms after the request had expired',
    ]);
    expect(reasons(doubled(approved, requested), approvalsSurfaceAndExpire)).toEqual([]);
  });

  it('fires on a request that nobody answers and that does not expire', () => {
    const forgotten = approved.filter(
      ({ kind, state }) =>
        !(kind === 'approval-moved' && state === 'given') &&
        !(kind === 'intent-moved' && state !== 'awaiting_approval'),
    );
    expect(reasons(forgotten, approvalsSurfaceAndExpire)[0]).toMatch(
      /^the request for approval had expired; the intent waits still, \d+ ms later/,
    );
  });
});
