import { beforeAll, describe, expect, it } from 'vitest';
import { exchange, idsIn } from '../items.ts';
import { ECLAIR_CONCLUSIONS } from './conclusions.ts';
import { EclairReplay } from './replay.fixture.ts';

let replay: EclairReplay;
beforeAll(async () => {
  const stops: (() => Promise<void>)[] = [];
  replay = await EclairReplay.start((stop) => stops.push(stop));
  return async () => {
    for (const stop of stops) await stop();
  };
});

describe('what the adapter concludes from what a real Eclair said', () => {
  it.each(ECLAIR_CONCLUSIONS)('$situation: $concludes', async ({ items, concludes }) => {
    const concluded: [string, string][] = [];
    for (const id of idsIn(items)) concluded.push([id, await replay.conclude(exchange('eclair', id))]);
    expect(concluded).toEqual(concluded.map(([id]) => [id, concludes]));
  });
});
