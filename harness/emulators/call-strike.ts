import type { Random } from '#chaos/random';
import type { ActiveApiFault } from './active-api-fault.ts';
import { type AfterRead, type ApiStrike, type BeforeRead, UNSTRUCK } from './strike.ts';

/** Size of a pay call or a look-up with its answer, headers included: tens of bytes more or less do not matter. */
const CALL_BYTES = 2_500;

const before = (how: BeforeRead): ApiStrike => ({ ...UNSTRUCK, before: how });
const after = (how: AfterRead): ApiStrike => ({ ...UNSTRUCK, after: how });
const delayed = (delayMs: number): ApiStrike => ({ ...UNSTRUCK, delayMs });

/** What a fault that is on does to one call; null: nothing. */
export function callStrike(active: ActiveApiFault, nowMs: number, random: Random): ApiStrike | null {
  const { fault } = active;
  switch (fault.kind) {
    case 'net.latency':
      return delayed(fault.delayMs + (fault.jitterMs === 0 ? 0 : random.between(0, fault.jitterMs)));
    case 'net.bandwidth':
      // One message after the other: calls queue behind each other.
      active.markMs = Math.max(active.markMs, nowMs) + Math.ceil((CALL_BYTES * 1000) / fault.bytesPerS);
      return delayed(active.markMs - nowMs);
    case 'net.request_lost':
    case 'net.blackhole':
      return before('lost');
    case 'net.partition':
      return fault.direction === 'incoming' ? after('lost') : before('lost');
    case 'net.response_lost':
      return after('lost');
    case 'net.truncate':
      return after('truncated');
    case 'net.reset':
      return fault.phase === 'before'
        ? before('reset')
        : after(fault.phase === 'mid' ? 'reset_mid' : 'reset');
    case 'net.flap':
      return active.isDown ? before('refused') : null;
    case 'api.throttle':
      if (nowMs >= active.markMs + fault.perMs) {
        active.markMs = nowMs;
        active.counted = 0;
      }
      return ++active.counted <= fault.callsMax ? null : before('throttled');
    case 'api.error':
      return fault.accepted ? after('error') : before('error');
    case 'api.schema_drift':
      return after(fault.drift);
    case 'api.auth_expired':
      return before('unauthorized');
    case 'node.locked_or_syncing':
      return before(fault.state === 'locked' ? 'locked' : 'error');
    case 'evt.delay':
    case 'evt.duplicate':
    case 'evt.reorder':
    case 'evt.drop':
    case 'evt.stream_reset_cursor_loss':
    case 'evt.stale_replay':
    case 'evt.forged':
      return null;
  }
}

/** Delays add up; of the rest the first stands. */
export function combined(first: ApiStrike, second: ApiStrike): ApiStrike {
  const struck = first.before !== null || first.after !== null;
  return { ...(struck ? first : second), delayMs: first.delayMs + second.delayMs };
}
