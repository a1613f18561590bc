import { z } from 'zod';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

/** What is wrong with the document that is offered. */
export const DOCUMENT_DEFECTS = [
  'not_yaml',
  'truncated',
  'unknown_field',
  'negative_limit',
  'unknown_tenant',
  'empty',
] as const;
export type DocumentDefect = (typeof DOCUMENT_DEFECTS)[number];

export const configHotReloadBad = defineFault({
  kind: 'config.hot_reload_bad',
  title: 'broken policy document offered',
  meaning:
    'The running orchestrator is given a policy document that is broken. It must refuse it and go on under the one that is in force.',
  source: 'properties-and-faults.md F65',
  lane: 'both',
  schema: z.strictObject({ ...envelope('config.hot_reload_bad'), defect: z.enum(DOCUMENT_DEFECTS) }),
  heals: 'Nothing to heal: nothing may have changed.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'config.hot_reload_bad' as const,
      ...drawWindow(random, horizonMs, 0, 0),
      defect: pick(random, DOCUMENT_DEFECTS),
    };
  },
});
