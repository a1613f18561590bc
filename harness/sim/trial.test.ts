import { describe, expect, it } from 'vitest';
import { InvariantChecker } from '#harness/invariants/checker';
import { BOUNDARIES } from '#orchestrator/domain/boundaries';
import { decodeHistory, HistoryEncoder } from '#reports/evidence/encoded-history';
import type { TrialResult } from '#reports/evidence/trial';
import { SCENARIO_NAMES } from '#scenarios/registry';
import { eventsOf, QUICKSTART, trialOf } from '../generator/quickstart.fixture.ts';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
/** What went wrong, with enough to run it again. */
function accusations({ spec, violations }: TrialResult): string[] {
  return violations.map(
    ({ invariant, because }) => `${spec.scenario} #${spec.index} ${invariant}: ${because}`,
  );
}

describe('a trial', () => {
  it('is the same to the last bit for the same seed, whatever ran before and whether it is kept or not', () => {
    for (const scenario of ['mixed', 'partial-commit']) {
      const first = trialOf(scenario, 3, { history: 'keep' });
      trialOf('baseline', 0);
      const again = trialOf(scenario, 3);
      expect(again.historyHash).toBe(first.historyHash);
      expect(again.eventCount).toBe(first.eventCount);
      expect(again.history).toHaveLength(0);
      expect(first.history.length).toBeGreaterThan(10_000);
      const unwritten = trialOf(scenario, 3, { history: 'none' });
      expect([unwritten.historyHash, unwritten.eventCount]).toEqual(['', first.eventCount]);
      expect(unwritten.examined).toEqual(first.examined);
      expect(again.violations).toEqual(first.violations);
      expect(again.examined).toEqual(first.examined);
      expect(again.faults).toEqual(first.faults);
    }
  });

  it('is another one for another seed, index or scenario', () => {
    const hashes = [
      trialOf('mixed', 0),
      trialOf('mixed', 1),
      trialOf('mixed', 0, { seed: '2' }),
      trialOf('baseline', 0),
    ].map(({ historyHash }) => historyHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('knows its scenarios and its policy', () => {
    expect(() => trialOf('earthquake', 0)).toThrow(/no scenario earthquake; there are baseline/);
  });

  it('is judged online as its stored history is judged later, event by event', () => {
    const { history, violations, examined, historyHash } = trialOf('mixed', 5, {
      history: 'keep',
      mutant: 'fallback-before-failure',
    });
    const checker = new InvariantChecker();
    const encoder = new HistoryEncoder({ keep: false });
    for (const event of decodeHistory(history)) {
      const copy = { ...event };
      encoder.append(copy);
      checker.observe(copy);
    }
    expect(encoder.finish().hash).toBe(historyHash);
    const later = checker.finish();
    expect(later.violations).toEqual(violations);
    expect(later.examined).toEqual(examined);
  });

  it('has a history that a reader can follow: in order, in four phases, with the world at both ends', () => {
    const result = trialOf('mixed', 2, { history: 'keep' });
    const events = eventsOf(result);
    expect(events.map(({ seq }) => seq)).toEqual(range(result.eventCount));
    for (let at = 1; at < events.length; at++)
      expect(events[at]!.atMs).toBeGreaterThanOrEqual(events[at - 1]!.atMs);
    const phases = events.filter(({ kind }) => kind === 'phase-began').map(({ state }) => state);
    expect(phases).toEqual(['storm', 'heal', 'quiet', 'end']);
    const { stormMs, quietMs } = QUICKSTART.pilot.timing;
    expect(result.virtualMs).toBe(stormMs + quietMs);
    const owned = (state: string) =>
      events
        .filter((event) => event.kind === 'balance-seen' && event.state === state)
        .reduce((sum, event) => sum + BigInt(event.amountMsat), 0n);
    expect(owned('end')).toBe(owned('start'));
  });
});

describe('the real orchestrator', () => {
  it('without faults settles what it allows, or fails it honestly, and calls nobody', () => {
    for (const index of range(10)) {
      const result = trialOf('baseline', index, { history: 'keep' });
      expect(accusations(result)).toEqual([]);
      const events = eventsOf(result);
      const raised = events.filter(({ kind, state }) => kind === 'exception-moved' && state === 'raised');
      expect(raised).toEqual([]);
      const allowed = new Set<number>();
      const ends = new Map<number, string>();
      const viable = new Set<number>();
      for (const { kind, intent, state } of events) {
        if (kind === 'policy-decided' && state !== 'deny') allowed.add(intent);
        if (kind === 'intent-moved') ends.set(intent, state);
        if (kind === 'viability-seen' && state === 'viable') viable.add(intent);
      }
      expect(ends.size).toBe(result.intentCount);
      const states = [...ends].map(
        ([intent, state]) => `${allowed.has(intent) ? 'allowed' : 'denied'} ${state}`,
      );
      // A refusal by the approver declines an intent that the policy would have allowed.
      const honest = ['allowed settled', 'allowed failed', 'allowed declined', 'denied declined'];
      expect(states.filter((state) => !honest.includes(state))).toEqual([]);
      expect([...viable].filter((intent) => ends.get(intent) === 'failed')).toEqual([]);
      expect(result.settledCount).toBeGreaterThan(result.intentCount * 0.8);
    }
  });

  it.each(SCENARIO_NAMES.filter((name) => name !== 'partial-commit'))('is not accused in %s', (scenario) => {
    const examined = new Map<string, number>();
    for (const index of range(15)) {
      const result = trialOf(scenario, index, { history: 'none' });
      expect(accusations(result)).toEqual([]);
      for (const [id, count] of Object.entries(result.examined))
        examined.set(id, (examined.get(id) ?? 0) + count);
    }
    expect([...examined.values()].filter((count) => count > 0).length).toBeGreaterThan(15);
  });

  it('is struck at every boundary, before and after, and loses nothing', { timeout: 60_000 }, () => {
    const cells = new Set(
      BOUNDARIES.flatMap((name) => ['before', 'after'].map((phase) => `died ${phase} ${name}`)),
    );
    // Rare writes have few passages in a trial: the strikes on them need some rounds.
    for (let index = 0; index < 400 && cells.size > 0; index++) {
      const result = trialOf('partial-commit', index, { history: 'keep' });
      expect(accusations(result)).toEqual([]);
      for (const event of eventsOf(result))
        if (event.kind === 'fault-touched' && event.state === 'orch.crash_at') cells.delete(event.cause);
    }
    expect([...cells]).toEqual([]);
  });
});
