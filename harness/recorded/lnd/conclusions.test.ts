import { beforeAll, describe, expect, it } from 'vitest';
import { exchange, idsIn } from '../items.ts';
import { LND_CONCLUSIONS } from './conclusions.ts';
import { LndReplay } from './replay.fixture.ts';

let replay: LndReplay;
beforeAll(async () => {
  const stops: (() => Promise<void>)[] = [];
  replay = await LndReplay.start((stop) => stops.push(stop));
  return async () => {
    for (const stop of stops) await stop();
  };
});

describe('what the adapter concludes from what a real LND said', () => {
  it.each(LND_CONCLUSIONS)('$situation: $concludes', async ({ items, concludes }) => {
    const concluded: [string, string][] = [];
    for (const moment of idsIn(items)) {
      const asked = moment.split('+').map((id) => exchange('lnd', id));
      const restarted = asked.some(({ note }) => note.includes('after the restart'));
      concluded.push([moment, await replay.conclude(asked, restarted)]);
    }
    expect(concluded).toEqual(concluded.map(([moment]) => [moment, concludes]));
  });
});
