import type { PolicyDocument } from '#orchestrator/policy/document';
import type { HistoryRecorder } from './recorder.ts';
import type { SimWorld } from './world.ts';

const TIERS = ['low', 'medium', 'high'] as const;

/** What the oracle must know before anything happens: what everybody owns, and which limits the policy promises. */
export function recordStart(recorder: HistoryRecorder, world: SimWorld, policy: PolicyDocument): void {
  recordBalances(recorder, world, 'start');
  for (const tier of TIERS) {
    const { perPaymentMaxSat, window, approval } = policy.tiers[tier];
    for (const whose of ['tenant', 'agent'] as const) {
      const event = recorder.begin('limit-in-force');
      event.tier = tier;
      event.actor = whose;
      event.amountMsat = perPaymentMaxSat * 1000;
      event.limitMsat = window[whose].maxSat * 1000;
      event.feeMsat = window.seconds * 1000;
      event.state = approval === 'never' ? 'auto' : 'review';
      if (typeof approval === 'object') event.cause = String(approval.aboveSat * 1000);
      recorder.push();
    }
  }
}

/** How long a word from outside (a switch, a request for approval) and what follows from it may take. */
const PROMPT_MS = 1_000;
const SURFACE_MS = 5_000;

/**
 * All bounds of a trial by property id: those of the pilot, and those that follow from them or from the policy (ms; L02
 * and S30: attempts; S29.cltv: blocks; S30.backoff-factor: per mille).
 */
export function boundsOf(
  pilot: { readonly L01: number; readonly L06: number },
  { retry, routing, approvalTtlMs }: PolicyDocument,
): Readonly<Record<string, number>> {
  return {
    ...pilot,
    L02: retry.attemptsMax,
    // The cool-down, and the answer to the probe that it lets through.
    L07: routing.breakerCoolDownMs + retry.callTimeoutMs,
    L08: pilot.L01,
    L09: PROMPT_MS,
    L10: SURFACE_MS,
    'L10.ttl': approvalTtlMs,
    L11: PROMPT_MS,
    L12: pilot.L06,
    L13: pilot.L01,
    'S29.cltv': retry.cltvLimitBlocks,
    S30: retry.attemptsMax,
    'S30.backoff-first': retry.backoffMs.first,
    'S30.backoff-factor': retry.backoffMs.factor * 1000,
    'S30.backoff-max': retry.backoffMs.max,
  };
}

/** Writes the bounds down; what judges reads them from the history. */
export function recordBounds(recorder: HistoryRecorder, bounds: Readonly<Record<string, number>>): void {
  for (const [id, bound] of Object.entries(bounds)) {
    const event = recorder.begin('bound-in-force');
    event.actor = id;
    event.amountMsat = bound;
    recorder.push();
  }
}

/** What is true at the end: every payer's own records, HTLCs that are still out, what everybody owns. */
export function recordEnd(recorder: HistoryRecorder, world: SimWorld): void {
  world.records((record) => {
    const event = recorder.begin('node-truth');
    event.node = record.node;
    event.hash = record.order.hash;
    event.state = record.state;
    event.amountMsat = record.state === 'settled' ? record.paidMsat : record.order.amountMsat;
    event.feeMsat = record.feeMsat;
    event.digest = record.preimage;
    recorder.push();
  });
  world.pendingHtlcs((node, peer, hash, amountMsat, expiryHeight) => {
    const event = recorder.begin('htlc-pending');
    event.node = node;
    event.peer = peer;
    event.hash = hash;
    event.amountMsat = amountMsat;
    event.limitMsat = expiryHeight;
    event.feeMsat = world.height;
    recorder.push();
  });
  recordBalances(recorder, world, 'end');
}

function recordBalances(recorder: HistoryRecorder, world: SimWorld, state: 'start' | 'end'): void {
  for (let node = 0; node < world.nodeCount; node++) {
    const event = recorder.begin('balance-seen');
    event.node = node;
    event.amountMsat = world.ownedMsat(node);
    event.feeMsat = world.inFlightMsat(node);
    event.state = state;
    recorder.push();
  }
}
