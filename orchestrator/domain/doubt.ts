import type { Context } from './context.ts';
import type { Draft } from './draft.ts';
import { lookupPauseMs } from './rules.ts';
import { openAttempt } from './state.ts';

/** Raises an intent that has been in doubt too long, once. It stays in doubt: a timer is no evidence. */
export function raiseWhenOld(draft: Draft, context: Context): void {
  const { state } = draft;
  if (state.status !== 'in_doubt' || state.exception !== null || state.inDoubtSinceMs < 0) return;
  const ageMs = context.nowMs - state.inDoubtSinceMs;
  if (ageMs < context.rules.inDoubtAfterMs) return;
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
