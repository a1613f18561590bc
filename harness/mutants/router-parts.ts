import type { Router } from '#orchestrator/ports/router';

/** The parts of a router as plain functions, so that a mutant can replace one of them. */
export function routerParts(router: Router): Router {
  return {
    nodes: router.nodes,
    choose: (state, nowMs) => router.choose(state, nowMs),
    resendSafe: (node) => router.resendSafe(node),
    reserve: (intent, node, amountMsat) => router.reserve(intent, node, amountMsat),
    release: (intent) => router.release(intent),
    dispatched: (node, nowMs) => router.dispatched(node, nowMs),
    heard: (node, answer, nowMs) => router.heard(node, answer, nowMs),
  };
}
