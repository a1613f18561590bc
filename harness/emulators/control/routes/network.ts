import type { ControlHost } from '../host.ts';
import { type Route, route } from '../route.ts';
import { type ClockShown, clockSchema, truthSchema } from '../shown.ts';
import { shownTruth } from '../shown-truth.ts';
import { clockWish, mineWish } from '../wishes.ts';

export const NETWORK_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/truth',
    operation: 'getTruth',
    summary: 'What is really so, seen from above: compare what an orchestrator believes with it.',
    status: 200,
    answer: truthSchema,
    problems: [],
    answers: ({ running, heldPreimages }) => {
      running.emulated.clockwork.catchUp();
      return shownTruth(running, heldPreimages);
    },
  }),
  route({
    method: 'POST',
    path: '/mine',
    operation: 'mine',
    summary: 'Mines blocks, the only ones that there are.',
    body: mineWish,
    example: { blocks: 6 },
    status: 200,
    answer: clockSchema,
    problems: [],
    answers(host, { body: { blocks } }) {
      host.running.emulated.act((world) => world.mine(blocks));
      const clock = clockOf(host);
      host.says(`${blocks === 1 ? 'a block' : `${blocks} blocks`} mined, height ${clock.height}`);
      return clock;
    },
  }),
  route({
    method: 'GET',
    path: '/clock',
    operation: 'getClock',
    summary: 'The network’s clock.',
    status: 200,
    answer: clockSchema,
    problems: [],
    answers: clockOf,
  }),
  route({
    method: 'POST',
    path: '/clock',
    operation: 'setClock',
    summary: 'Puts the network’s clock forward, or has it run faster or slower.',
    body: clockWish,
    example: { advanceMs: 3_600_000 },
    status: 200,
    answer: clockSchema,
    problems: [],
    answers(host, { body: { advanceMs, speed } }) {
      const { emulated } = host.running;
      if (speed !== undefined) emulated.speed = speed;
      if (advanceMs !== undefined) emulated.advance(advanceMs);
      const clock = clockOf(host);
      host.says(`the clock shows ${new Date(clock.nowMs).toISOString()}, speed ${clock.speed}`);
      return clock;
    },
  }),
];

function clockOf({ running }: ControlHost): ClockShown {
  const { emulated } = running;
  emulated.clockwork.catchUp();
  return {
    nowMs: emulated.baseUnixMs + Math.floor(emulated.kernel.nowMs),
    speed: emulated.speed,
    height: emulated.world.height,
  };
}
