import type { Random } from '#chaos/random';
import { WorkloadStream } from '#harness/workload/generate';
import type { ClientOperation } from '#harness/workload/operation';
import type { Workload } from '#scenarios/workload-schema';
import type { Network } from '#topologies/network';

/** Requests in time order, one at a time. */
export interface OperationSource {
  next(): ClientOperation | null;
}

/** Intents that are sent after the heal, to see that the orchestrator pays again (L02). */
export const PROBES = 3;
/** After the heal: gossip and reconnects settle first, then a few intents show that payments work again. */
export const PROBES_AFTER_HEAL_MS = 5_000;

/** First the pilot's workload, then, from `probesAtMs` on, a few more intents of the same kind. */
export function workloadSource(
  workload: Workload,
  network: Network,
  random: Random,
  probesAtMs: number,
): OperationSource {
  const storm = new WorkloadStream(workload, network, random.fork('storm'));
  const probes = new WorkloadStream(
    { ...workload, intents: PROBES, retryShare: 0, alteredShare: 0 },
    network,
    random.fork('probes'),
  );
  let lastOrder = -1;
  return {
    next() {
      const operation = storm.next();
      if (operation !== null) {
        lastOrder = Math.max(lastOrder, operation.order);
        return operation;
      }
      const probe = probes.next();
      if (probe === null) return null;
      return {
        ...probe,
        atMs: probe.atMs + probesAtMs,
        order: probe.order + lastOrder + 1,
        key: `after-heal-${probe.key}`,
        deadlineMs: probe.deadlineMs + probesAtMs,
        expiresAtMs: probe.expiresAtMs + probesAtMs,
      };
    },
  };
}
