import { z } from 'zod';
import type { IntentStatus } from '#orchestrator/domain/status';

/** Which commits are struck: those of one write boundary; all when left out. */
export const commitAim = {
  boundary: z.string().min(1).max(100).optional().describe('Only commits of this write boundary.'),
};

/** Written out, because this room takes only types from the orchestrator: a status that is missing here does not compile. */
const STATUSES = {
  none: true,
  received: true,
  declined: true,
  awaiting_approval: true,
  ready: true,
  in_flight: true,
  in_doubt: true,
  settled: true,
  failed: true,
  expired: true,
  canceled: true,
} as const satisfies Record<IntentStatus | 'none', true>;

/** Which passage of a boundary is struck: of an intent whose durable status is this; any when left out. */
export const statusAim = {
  status: z
    .enum(Object.keys(STATUSES) as [keyof typeof STATUSES, ...(keyof typeof STATUSES)[]])
    .optional()
    .describe('Only for an intent of this durable status.'),
};
