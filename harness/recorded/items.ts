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
 * Ids in short: `pay_twice#0,2-3` is `pay_twice#0`, `pay_twice#2` and `pay_twice#3`; files are divided by blanks, and
 * `crash_{pay,xpay}_tree#1` is the same place of two of them. `crash_xpay_tree#3+4`: what belongs together, as one; in
 * another file `pay_twice#0+listpays!2`.
 */
export function idsIn(text: string): readonly string[] {
  return text
    .split(' ')
    .flatMap(alternatives)
    .flatMap((part) => {
      const [file = '', places] = part.split('#');
      if (places === undefined) return [file];
      return places.split(',').flatMap((place) => {
        const [range, inside, from, to] = /^([^+]*?)(\d+)-(\d+)$/.exec(place) ?? [];
        if (range !== undefined)
          return Array.from(
            { length: Number(to) - Number(from) + 1 },
            (_, at) => `${file}#${inside}${Number(from) + at}`,
          );
        const together = place
          .split('+')
          .map((one) => (one.includes('!') ? one.replace('!', '#') : `${file}#${one}`));
        return [together.join('+')];
      });
    });
}

function alternatives(text: string): readonly string[] {
  const [whole, before, inside, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(text) ?? [];
  if (whole === undefined) return [text];
  return inside!.split(',').flatMap((one) => alternatives(`${before}${one}${after}`));
}
