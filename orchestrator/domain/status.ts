/** States of a payment intent (design §4). */
export const INTENT_STATUSES = [
  'received',
  'declined',
  'awaiting_approval',
  'ready',
  'in_flight',
  'in_doubt',
  'settled',
  'failed',
  'expired',
  'canceled',
] as const;
export type IntentStatus = (typeof INTENT_STATUSES)[number];

/** The declared graph: S10 checks that nothing moves along any other edge, and that terminal states absorb. */
export const STATUS_GRAPH: Readonly<Record<IntentStatus, readonly IntentStatus[]>> = {
  received: ['declined', 'awaiting_approval', 'ready', 'failed', 'expired'],
  awaiting_approval: ['ready', 'declined', 'expired', 'canceled'],
  ready: ['in_flight', 'failed', 'expired', 'canceled', 'declined'],
  in_flight: ['settled', 'failed', 'in_doubt', 'ready', 'expired'],
  in_doubt: ['settled', 'failed', 'in_flight', 'ready', 'expired'],
  settled: [],
  failed: [],
  declined: [],
  expired: [],
  canceled: [],
};

export function isTerminal(status: IntentStatus): boolean {
  return STATUS_GRAPH[status].length === 0;
}

export function mayMove(from: IntentStatus, to: IntentStatus): boolean {
  return STATUS_GRAPH[from].includes(to);
}
