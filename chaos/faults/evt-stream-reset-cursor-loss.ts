import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const evtStreamResetCursorLoss = defineFault({
  kind: 'evt.stream_reset_cursor_loss',
  title: 'event stream resumes in the wrong place',
  meaning:
    'The event stream of the node breaks and is opened again after downMs. lost: what happened meanwhile is never told; rewound: the last `count` callbacks come again, those missed among them; ahead: what was missed is never told, and the next `count` callbacks are skipped too.',
  source: 'properties-and-faults.md F42',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('evt.stream_reset_cursor_loss'),
    ...payerAim,
    cursor: z.enum(['rewound', 'lost', 'ahead']),
    downMs: timeMs,
    count: z.int().min(1).max(256),
  }),
  heals: 'The stream tells everything that happens from then on.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    if (aim === null) return null;
    const window = drawWindow(random, horizonMs, 20, 60);
    return {
      kind: 'evt.stream_reset_cursor_loss' as const,
      ...window,
      ...aim,
      cursor: pick(random, ['rewound', 'lost', 'ahead'] as const),
      downMs: random.between(0, window.durMs),
      count: random.between(1, 20),
    };
  },
});
