import { describe, expect, it } from 'vitest';
import { EVERYDAY_KINDS } from '#chaos/nemesis';
import { FAULT_KINDS, type FaultKind, faultDefinition, faultSchema } from '#chaos/registry';
import type { Schedule } from '#chaos/schedule';
import type { HistoryEvent } from '#reports/evidence/history';
import { eventsOf, QUICKSTART, trialOf } from '../../generator/quickstart.fixture.ts';
import { COMPANIONS, STRONG } from '../testing/strong-faults.ts';

const lostAnswers = STRONG['net.response_lost'];

/** Under which the properties cannot hold: what `optIn` says of it is the reason. */
const BREAKS: readonly FaultKind[] = ['node.state_rollback'];

/** In this one payments are split and approvals asked for, so that every kind has something to strike. */
const TRIAL = 24;

function played(schedule: Schedule) {
  const result = trialOf('baseline', TRIAL, { schedule, history: 'keep' });
  return { result, events: eventsOf(result) };
}

/** What happened, without what the history says of the faults themselves. */
function outcome(events: readonly HistoryEvent[]): readonly string[] {
  return events
    .filter(({ kind }) => !kind.startsWith('fault-'))
    .map(({ kind, atMs, intent, node, hash, state, cause, amountMsat }) =>
      [kind, atMs, intent, node, hash, state, cause, amountMsat].join(' '),
    );
}

describe('every kind of fault', () => {
  it.each(FAULT_KINDS)(
    '%s has effects, changes the outcome, is seen in the history, and breaks nothing',
    (kind) => {
      const fault = faultSchema.parse(STRONG[kind]);
      const companions = COMPANIONS[kind] ?? [];
      const { result, events } = played([fault, ...companions]);
      const [felt] = result.faults;
      expect(felt).toMatchObject({ ordinal: 0, kind });
      expect(felt!.effects).toBeGreaterThan(0);
      expect(outcome(events)).not.toEqual(outcome(played(companions).events));
      if (!BREAKS.includes(kind)) expect(result.violations).toEqual([]);
      const began = events.find((event) => event.kind === 'fault-began' && event.request === 0);
      expect(began).toMatchObject({ request: 0, state: kind });
      const touched = events.filter((event) => event.kind === 'fault-touched' && event.request === 0);
      expect(touched).toHaveLength(Math.min(50, felt!.effects));
      const ended = events.find((event) => event.kind === 'fault-ended' && event.request === 0);
      if (faultDefinition(kind).forGood) expect(ended).toBeUndefined();
      else expect(ended!.atMs).toBeLessThanOrEqual(QUICKSTART.pilot.timing.stormMs);
    },
  );

  it('what strikes when there is nothing to strike has no effect, and is reported so', () => {
    const late = FAULT_KINDS.filter((kind) => /^(net|api|evt|ln)\./.test(kind)).map((kind) => ({
      ...STRONG[kind],
      atMs: 0,
      durMs: 0,
    }));
    const { result } = played(late.map((fault) => faultSchema.parse(fault)));
    const felt = result.faults.filter(({ effects }) => effects > 0).map(({ kind }) => kind);
    // Those act once, when they begin.
    expect(
      felt.filter((kind) => !/liquidity|disabled|bump|max_htlcs|offline|force_close/.test(kind)),
    ).toEqual([]);
  });

  it('and any two of them together break nothing either', () => {
    const faults = EVERYDAY_KINDS.map((kind) => faultSchema.parse(STRONG[kind]));
    for (const [at, one] of faults.entries()) {
      const other = faults[(at * 7 + 3) % faults.length]!;
      const { violations } = trialOf('baseline', at, {
        schedule: [one, other, lostAnswers],
        history: 'none',
      });
      expect(violations, `${one.kind} and ${other.kind}`).toEqual([]);
    }
  });
});
