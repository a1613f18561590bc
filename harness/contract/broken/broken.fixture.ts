import type { PaymentHash } from '#orchestrator/domain/ids';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import type { LookupCall, PayCall } from '#orchestrator/ports/node';

/** An adapter with one mistake. */
export interface Broken {
  readonly id: string;
  /** The mistake, in one sentence. */
  readonly says: string;
  /** Rows that must find it, in a column in which they all are possible. */
  readonly caughtBy: readonly string[];
  readonly column: string;
  /** @param secrets what no message may hold */
  wrap(node: LightningNode, secrets: () => readonly string[]): LightningNode;
}

/** The same node with some methods replaced. */
export function altered(node: LightningNode, changes: Partial<LightningNode>): LightningNode {
  return {
    name: node.name,
    get capabilities() {
      return node.capabilities;
    },
    probe: () => node.probe(),
    pay: (call) => node.pay(call),
    lookup: (call) => node.lookup(call),
    list: (call) => node.list(call),
    health: () => node.health(),
    createInvoice: (order) => node.createInvoice(order),
    invoice: (hash) => node.invoice(hash),
    settleInvoice: (preimage) => node.settleInvoice(preimage),
    cancelInvoice: (hash) => node.cancelInvoice(hash),
    follow: (follower, cursor) => node.follow(follower, cursor),
    close: () => node.close(),
    ...changes,
  };
}

/** Other answers to pay calls. */
export const pays =
  (change: (answer: NodeAnswer, call: PayCall) => NodeAnswer) =>
  (node: LightningNode): LightningNode =>
    altered(node, { pay: async (call) => change(await node.pay(call), call) });

/** Other pay calls. */
export const orders =
  (change: (call: PayCall) => PayCall) =>
  (node: LightningNode): LightningNode =>
    altered(node, { pay: (call) => node.pay(change(call)) });

/** Other answers to look-ups. */
export const looks =
  (change: (answer: NodeAnswer, call: LookupCall) => NodeAnswer) =>
  (node: LightningNode): LightningNode =>
    altered(node, { lookup: async (call) => change(await node.lookup(call), call) });

export const FAILED: NodeAnswer = { kind: 'failed', reason: 'no_route', epoch: '', record: '' };
export const NOBODY = '00'.repeat(32) as PaymentHash;
