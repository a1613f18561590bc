import type { ResourceLimits } from 'node:worker_threads';

/**
 * Memory of a thread that plays trials. What a trial makes dies with it: a young generation that holds a whole trial is
 * swept at once instead of being copied again and again (5 to 10 % of the time of a trial).
 */
export const TRIAL_MEMORY: ResourceLimits = { maxYoungGenerationSizeMb: 192 };
