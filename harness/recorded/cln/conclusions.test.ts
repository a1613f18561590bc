import { beforeAll, describe, expect, it } from 'vitest';
import { exchange, idsIn } from '../items.ts';
import { CLN_CONCLUSIONS } from './conclusions.ts';
import { ClnReplay } from './replay.fixture.ts';

let replay: ClnReplay;
beforeAll(async () => {
  const stops: (() => Promise<void>)[] = [];
  replay = await ClnReplay.start((stop) => stops.push(stop));
  return async () => {
    for (const stop of stops) await stop();
  };
});

describe('what the adapter concludes from what a real Core Lightning said', () => {
  it.each(CLN_CONCLUSIONS)('$situation: $concludes', async ({ items, concludes, supplied }) => {
    const concluded: [string, string][] = [];
    for (const moment of idsIn(items)) {
      const asked = moment.split('+').map((id) => exchange('cln', id));
      concluded.push([moment, await replay.conclude(asked, supplied)]);
    }
    expect(concluded).toEqual(concluded.map(([moment]) => [moment, concludes]));
  });
});
