import { describe, expect, it } from 'vitest';
import { EXCUSES } from './excuses.ts';
import { danglingOf, inventoryOf } from './inventory.ts';
import { itemsOf } from './items.ts';
import { RECORDED_DAEMONS, recordings } from './recordings.ts';

describe.each(RECORDED_DAEMONS)('everything that was recorded of %s', (daemon) => {
  const entries = inventoryOf(daemon);

  it('is read: each entry of each file is an item, or several', () => {
    const places = [...recordings(daemon).files].flatMap(([file, list]) =>
      file.endsWith('.timeline') ? [file] : list.map((_, at) => `${file}#${at}`),
    );
    const ids = [...itemsOf(daemon).keys()];
    const unread = places.filter((place) => !ids.some((id) => id === place || id.startsWith(`${place}/`)));
    expect(unread).toEqual([]);
  });

  it('is replayed against the adapter and against the emulator, or it is said why not', () => {
    const lost = entries.filter(({ replayed, excused }) => replayed.length === 0 && excused.length === 0);
    expect(lost.map(({ item, side }) => `${side}: ${item.id}`)).toEqual([]);
  });

  it('is not excused where it is replayed, and not twice', () => {
    const both = entries.filter(({ replayed, excused }) => excused.length > (replayed.length > 0 ? 0 : 1));
    expect(both.map(({ item, side, excused }) => `${side}: ${item.id}: ${excused[0]?.why}`)).toEqual([]);
  });

  it('and nothing else is named', () => expect(danglingOf(daemon)).toEqual([]));
});

it('every excuse excuses something', () => {
  const used = new Set(
    RECORDED_DAEMONS.flatMap((daemon) => inventoryOf(daemon)).flatMap(({ excused }) => excused),
  );
  expect(EXCUSES.filter((excuse) => !used.has(excuse)).map(({ why }) => why)).toEqual([]);
});
