import type { Context } from './context.ts';
import type { Draft } from './draft.ts';
import { lookupPauseMs } from './rules.ts';
import { openAttempt } from './state.ts';

/**
 * Raises an intent whose end has been unknown too long, once. It stays in doubt: a timer is no evidence. A node that says
 * "in flight" for ever is as good as one that says nothing (lnd-observed.md §1 (1)): from then on a proof may end it.
 */
export function raiseWhenOld(draft: Draft, context: Context): void {
  const { state } = draft;
  if (state.inDoubtSinceMs < 0) return;
  const ageMs = context.nowMs - state.inDoubtSinceMs;
  if (ageMs < context.rules.inDoubtAfterMs) return;
  if (state.status === 'in_flight') draft.move('in_doubt', 'in flight for too long');
  if (state.exception !== null) return;
  const open = openAttempt(state);
  const last = open?.outcome?.kind === 'unknown' ? open.outcome.cause : 'in_flight';
  draft.emit({
    type: 'exception_raised',
    kind: 'in_doubt_too_long',
    evidence: `attempt ${open?.record.no} through ${open?.record.node}: not known for ${ageMs} ms, last reading ${last}`,
    atMs: context.nowMs,
  });
}

/** When to look again at an attempt whose end is not known: in growing pauses, and when it is time to tell a person. */
export function wakeForLookup(draft: Draft, context: Context): Draft {
  const { nowMs, rules, lookupsMade } = context;
  const { inDoubtSinceMs, exception } = draft.state;
  const againAtMs = nowMs + lookupPauseMs(rules, lookupsMade + 1);
  const raiseAtMs = inDoubtSinceMs + rules.inDoubtAfterMs;
  const raises = exception === null && inDoubtSinceMs >= 0 && raiseAtMs > nowMs;
  draft.effect({ type: 'wake', atMs: raises ? Math.min(againAtMs, raiseAtMs) : againAtMs });
  return draft;
}
