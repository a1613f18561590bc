import { z } from 'zod';
import { aimAtCalls, callAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const apiError = defineFault({
  kind: 'api.error',
  title: 'API unavailable',
  meaning:
    'The call is answered with "unavailable" (gRPC 14, HTTP 503). With accepted, the node acted on the request all the same: a gateway in between gave up.',
  source: 'properties-and-faults.md F32',
  lane: 'both',
  schema: z.strictObject({ ...envelope('api.error'), ...callAim, accepted: z.boolean() }),
  heals: 'Calls are answered by the node again.',
  draw(random, targets, horizonMs) {
    const aim = aimAtCalls(random, targets);
    return (
      aim && {
        kind: 'api.error' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        accepted: random.chance(1, 2),
      }
    );
  },
});
