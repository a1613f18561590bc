import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decide } from '#orchestrator/domain/decide';
import type { LedgerEvent } from '#orchestrator/domain/ledger-event';
import { contextAt } from '#orchestrator/domain/sample.fixture';
import { openAttempt } from '#orchestrator/domain/state';
import { ENGINE_CORE } from '#orchestrator/engine/core';
import { LedgerView } from '#orchestrator/engine/ledger-view';
import { foldJournal } from '#orchestrator/engine/recovery';
import { DECLARED_MOVES } from './s10-declared-states.ts';

/**
 * S35: intents that an older version left in the journal, in every state that it could leave them in. The fixture was
 * recorded from trials of the first version (one intent a line: the status that version gave it, then its groups); it is
 * never made anew. A change that can no longer read it needs a migration, not another fixture.
 */
interface Kept {
  readonly status: string;
  readonly groups: readonly (readonly LedgerEvent[])[];
}

const kept = readFileSync(new URL('./journal-v1.fixture.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line, amount) as Kept);

/** Amounts are kept as `123msat`, because JSON has no whole numbers of any size. */
function amount(_key: string, value: unknown): unknown {
  const found = typeof value === 'string' ? /^(\d+)msat$/.exec(value) : null;
  return found === null ? value : BigInt(found[1]!);
}

function folded({ groups }: Kept) {
  const ledger = new LedgerView();
  const [received] = groups[0]!;
  if (received?.type !== 'intent_received') throw new Error('a journal begins with its intent');
  const intent = received.intent.id;
  foldJournal(
    {
      replay: (visit) => {
        for (const events of groups) visit({ intent, events, audit: [] });
      },
    },
    ledger,
    ENGINE_CORE.keyScope,
  );
  return ledger.get(intent)!.state!;
}

describe('S35: a journal of version 1', () => {
  it('holds every state and every event that version 1 could write', () => {
    const statuses = new Set(kept.map(({ status }) => status));
    // received is never durable alone, and nobody cancels in a trial.
    const left = Object.keys(DECLARED_MOVES).filter((status) => !statuses.has(status));
    expect(left).toEqual(['received', 'canceled']);
    const events = new Set(kept.flatMap(({ groups }) => groups.flat().map(({ type }) => type)));
    expect(events.size).toBe(13);
  });

  it.each(kept.map((one, at) => [at + 1, one.status, one] as const))(
    'intent %i folds to %s, and goes on from there',
    (_no, status, one) => {
      const state = folded(one);
      expect(state.status).toBe(status);
      const { events, effects } = decide(state, { type: 'recovered' }, contextAt(60_000));
      const open = openAttempt(state);
      if (DECLARED_MOVES[status]!.length === 0) expect([...events, ...effects]).toEqual([]);
      else if (open === null) expect(events.length + effects.length).toBeGreaterThan(0);
      else expect(effects).toContainEqual({ type: 'lookup', attemptNo: open.record.no });
    },
  );
});
