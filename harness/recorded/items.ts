import { clnItems } from './cln/items.ts';
import { eclairItems } from './eclair/items.ts';
import type { Exchange, Item, Trial } from './item.ts';
import { lndItems } from './lnd/items.ts';
import type { RecordedDaemon } from './recordings.ts';

const READERS = { cln: clnItems, lnd: lndItems, eclair: eclairItems } as const;
const read = new Map<RecordedDaemon, ReadonlyMap<string, Item>>();

/** Everything that was recorded of a daemon, by its id. */
export function itemsOf(daemon: RecordedDaemon): ReadonlyMap<string, Item> {
  const known = read.get(daemon);
  if (known !== undefined) return known;
  const items = new Map(READERS[daemon]().map((item) => [item.id, item]));
  read.set(daemon, items);
  return items;
}

/** @throws RangeError when nothing was recorded under this id, or no question and answer */
export function exchange(daemon: RecordedDaemon, id: string): Exchange {
  const item = itemsOf(daemon).get(id);
  if (item?.kind !== 'exchange') throw new RangeError(`${daemon}: ${id} is no recorded question and answer`);
  return item;
}

export function trialsOf(daemon: RecordedDaemon): readonly Trial[] {
  return [...itemsOf(daemon).values()].filter((item) => item.kind === 'trial');
}

/**
 * Ids in short: `pay_twice#0,2-3` is `pay_twice#0`, `pay_twice#2` and `pay_twice#3`; files are divided by blanks.
 * `crash_xpay_tree#3+4`: what belongs together, as one.
 */
export function idsIn(text: string): readonly string[] {
  return text.split(' ').flatMap((part) => {
    const [file = '', places] = part.split('#');
    if (places === undefined) return [file];
    return places.split(',').flatMap((place) => {
      const [from, to] = /^(\d+)-(\d+)$/.exec(place)?.slice(1).map(Number) ?? [];
      if (from === undefined || to === undefined)
        return [
          place
            .split('+')
            .map((one) => `${file}#${one}`)
            .join('+'),
        ];
      return Array.from({ length: to - from + 1 }, (_, at) => `${file}#${from + at}`);
    });
  });
}
