import { z } from 'zod';
import { drawTrigger, drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const killswitchToggle = defineFault({
  kind: 'killswitch.toggle',
  title: 'kill switch',
  meaning:
    'Somebody presses the kill switch and releases it, flaps times within durMs, on for half of each turn. While it is on, nothing leaves; what is out takes its course.',
  source: 'properties-and-faults.md F64',
  lane: 'both',
  schema: z.strictObject({ ...envelope('killswitch.toggle'), flaps: z.int().min(1).max(1_000) }),
  heals: 'The switch is released; what waited goes on if its time has not passed.',
  draw(random, _targets, horizonMs) {
    const window = drawWindow(random, horizonMs, 5, 40);
    const flaps = random.chance(1, 2) ? 1 : random.between(2, 6);
    return random.chance(1, 2)
      ? { kind: 'killswitch.toggle' as const, ...window, flaps }
      : { kind: 'killswitch.toggle' as const, ...window, on: drawTrigger(random, 'commit'), flaps };
  },
});
