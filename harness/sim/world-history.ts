import type { Callbacks } from './callbacks.ts';
import type { FaultInjector } from './faults/injector.ts';
import type { NodeWire } from './node-wire.ts';
import type { WorldObserver } from './observer.ts';
import type { HistoryRecorder } from './recorder.ts';
import type { NodeObserver } from './trial-environment.ts';

/** Those who must hear what happens in the world beside the history; set once they exist. */
export interface WorldFollowers {
  wire: NodeWire | null;
  callbacks: Callbacks | null;
  injector: FaultInjector | null;
  /** Where others than the simulation stand in for the daemons. */
  nodes: NodeObserver | null;
}

/** Payments that a payer node has under way: hash → payer. */
export type OpenPayments = Map<string, number>;

/** The world's voice: turns what really happens into history, and passes it on to wire, callbacks and faults. */
export function worldHistory(
  recorder: HistoryRecorder,
  followers: WorldFollowers,
  open: OpenPayments,
): WorldObserver {
  return {
    paymentBegun(node, peer, hash, amountMsat, limitMsat) {
      const event = recorder.begin('payment-begun');
      event.node = node;
      event.peer = peer;
      event.hash = hash;
      event.amountMsat = amountMsat;
      event.limitMsat = limitMsat;
      recorder.push();
      open.set(hash, node);
      followers.injector?.signal('pay-accepted', node);
    },
    partFailed(node, peer, hash, amountMsat, failure) {
      const event = recorder.begin('route-failed');
      event.node = node;
      event.peer = peer;
      event.hash = hash;
      event.amountMsat = amountMsat;
      event.cause = failure;
      recorder.push();
    },
    paymentEnded(node, peer, hash, settled, amountMsat, feeMsat, preimage, reason) {
      const event = recorder.begin('payment-ended');
      event.node = node;
      event.peer = peer;
      event.hash = hash;
      event.state = settled ? 'settled' : 'failed';
      event.amountMsat = amountMsat;
      event.feeMsat = feeMsat;
      event.digest = preimage;
      event.cause = reason;
      recorder.push();
      open.delete(hash);
    },
    invoicePaid(node, hash, amountMsat, preimage) {
      const event = recorder.begin('invoice-paid');
      event.node = node;
      event.hash = hash;
      event.amountMsat = amountMsat;
      event.digest = preimage;
      recorder.push();
      followers.injector?.signal('settled', open.get(hash) ?? -1);
      followers.nodes?.invoicePaid(node, hash, amountMsat, preimage);
    },
    invoiceMoved(node, hash, state, amountMsat) {
      // Every request that is submitted tells of its invoice.
      if (state === 'open') return;
      const event = recorder.begin('invoice-moved');
      event.node = node;
      event.hash = hash;
      event.state = state;
      event.amountMsat = amountMsat;
      recorder.push();
      followers.nodes?.invoiceMoved(node, hash, state, amountMsat);
    },
    htlcWaits() {
      // Seen in the history as the time that passes.
    },
    nodeMoved(node, state, cause) {
      const event = recorder.begin('node-moved');
      event.node = node;
      event.state = state;
      event.cause = cause;
      recorder.push();
      followers.wire?.nodeMoved(node, state);
      followers.nodes?.nodeMoved(node, state, cause);
      followers.callbacks?.nodeMoved(node, state);
    },
    blockMined(height) {
      const event = recorder.begin('block-mined');
      event.amountMsat = height;
      recorder.push();
      followers.nodes?.blockMined(height);
    },
    blockDisconnected(height) {
      const event = recorder.begin('block-disconnected');
      event.amountMsat = height;
      recorder.push();
      followers.nodes?.blockDisconnected(height);
    },
    channelClosed(node, peer, cause, capacityMsat) {
      const event = recorder.begin('channel-closed');
      event.node = node;
      event.peer = peer;
      event.cause = cause;
      event.amountMsat = capacityMsat;
      recorder.push();
    },
    liquidityMoved(node, peer, amountMsat, cause) {
      const event = recorder.begin('liquidity-moved');
      event.node = node;
      event.peer = peer;
      event.amountMsat = amountMsat;
      event.cause = cause;
      recorder.push();
    },
  };
}
