import { z } from 'zod';
import { INTENT_STATUSES } from '#orchestrator/domain/status';

/** Which commits are struck: those of one write boundary; all when left out. */
export const commitAim = {
  boundary: z.string().min(1).max(100).optional().describe('Only commits of this write boundary.'),
};

/** Which passage of a boundary is struck: of an intent whose durable status is this; any when left out. */
export const statusAim = {
  status: z
    .enum(['none', ...INTENT_STATUSES])
    .optional()
    .describe('Only for an intent of this durable status.'),
};
