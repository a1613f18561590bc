import type { PolicyDocument } from '#orchestrator/policy/document';
import type { HistoryRecorder } from './recorder.ts';
import type { SimWorld } from './world.ts';

const TIERS = ['low', 'medium', 'high'] as const;

/** What the oracle must know before anything happens: what everybody owns, and which limits the policy promises. */
export function recordStart(recorder: HistoryRecorder, world: SimWorld, policy: PolicyDocument): void {
  recordBalances(recorder, world, 'start');
  for (const tier of TIERS) {
    const { perPaymentMaxSat, window, approval } = policy.tiers[tier];
    const event = recorder.begin('limit-in-force');
    event.tier = tier;
    event.amountMsat = perPaymentMaxSat * 1000;
    event.limitMsat = window.tenant.maxSat * 1000;
    event.feeMsat = window.seconds * 1000;
    event.state = approval === 'always' ? 'review' : 'auto';
    recorder.push();
  }
}

/** Bounds by property id: ms, or for L02 the retries that the policy allows. */
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
