import type { DaemonEpoch } from '../../domain/ids.ts';
import type { AdapterHost } from '../../ports/lightning-node.ts';

/**
 * The epoch in which an answer was given: known only if it was the same when the call began. Otherwise an answer of the
 * daemon that is gone could pass for one of the daemon that replaced it, and "not found" for "lost" (adapters.md §1 (4)).
 */
export function epochOver(host: AdapterHost, before: DaemonEpoch | ''): DaemonEpoch | '' {
  return host.epoch() === before ? before : '';
}
