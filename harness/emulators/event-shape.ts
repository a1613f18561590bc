import type { Random } from '#chaos/random';
import type { ActiveApiFault } from './active-api-fault.ts';

/** What becomes of one event: when it comes, in ms from now, and when its copies come. */
export interface EventFate {
  afterMs: number;
  copies: number[];
  isLost: boolean;
}

/** What a fault that is on does to one event; false: nothing. */
export function eventDeliveries(
  active: ActiveApiFault,
  nowMs: number,
  random: Random,
  fate: EventFate,
): boolean {
  const { fault } = active;
  switch (fault.kind) {
    case 'evt.delay':
      fate.afterMs += fault.delayMs;
      fate.copies = fate.copies.map((copyMs) => copyMs + fault.delayMs);
      return true;
    case 'evt.duplicate':
      for (let copy = 1; copy <= fault.copies; copy++) fate.copies.push(fate.afterMs + copy * fault.gapMs);
      return true;
    case 'evt.reorder':
      fate.afterMs = mirrored(nowMs + fate.afterMs, fault.spanMs) - nowMs;
      return true;
    case 'evt.drop':
      fate.isLost = random.chance(fault.sharePct, 100);
      return fate.isLost;
    case 'evt.stream_reset_cursor_loss':
      fate.isLost = active.isDown || active.counted > 0;
      if (!active.isDown && active.counted > 0) active.counted--;
      return fate.isLost;
    case 'net.blackhole':
      fate.isLost = true;
      return true;
    case 'net.partition':
      fate.isLost = fault.direction !== 'outgoing';
      return fate.isLost;
    case 'net.flap':
      fate.isLost = active.isDown;
      return fate.isLost;
    default:
      return false;
  }
}

/** Collected until the end of its span, then delivered in the opposite order: the last first. */
function mirrored(atMs: number, spanMs: number): number {
  const endMs = (Math.floor(atMs / spanMs) + 1) * spanMs;
  return endMs + (endMs - atMs);
}
