import { CLN_CONCLUSIONS } from './cln/conclusions.ts';
import { CLN_QUESTIONS } from './cln/questions.ts';
import type { Conclusion } from './conclusion.ts';
import { ECLAIR_CONCLUSIONS } from './eclair/conclusions.ts';
import { ECLAIR_QUESTIONS } from './eclair/questions.ts';
import type { Excuse } from './excuse.ts';
import { EXCUSES } from './excuses.ts';
import type { Item } from './item.ts';
import { idsIn, itemsOf } from './items.ts';
import { LND_CONCLUSIONS } from './lnd/conclusions.ts';
import { LND_QUESTIONS } from './lnd/questions.ts';
import type { RecordedDaemon } from './recordings.ts';

export const CONCLUSIONS: Readonly<Record<RecordedDaemon, readonly Conclusion[]>> = {
  cln: CLN_CONCLUSIONS,
  lnd: LND_CONCLUSIONS,
  eclair: ECLAIR_CONCLUSIONS,
};
export const QUESTIONS: Readonly<Record<RecordedDaemon, Readonly<Record<string, string>>>> = {
  cln: CLN_QUESTIONS,
  lnd: LND_QUESTIONS,
  eclair: ECLAIR_QUESTIONS,
};

export type Side = 'adapter' | 'emulator';

/** What becomes of one recorded thing on one side: where it is replayed, and what excuses that it is not. */
export interface Entry {
  readonly item: Item;
  readonly side: Side;
  /** Situations or scenes; `trial` for what the trials replay. */
  readonly replayed: readonly string[];
  readonly excused: readonly Excuse[];
}

/** Ids in all their notations, by themselves. */
const singly = (items: string): readonly string[] => idsIn(items).flatMap((moment) => moment.split('+'));

/** Where each recorded thing is replayed: against the adapter, against the emulator. */
function replays(daemon: RecordedDaemon, side: Side): ReadonlyMap<string, readonly string[]> {
  const named: readonly (readonly [id: string, where: string])[] =
    side === 'adapter'
      ? [
          ...CONCLUSIONS[daemon].flatMap(({ situation, items }) =>
            singly(items).map((id) => [id, situation] as const),
          ),
          // All of them are driven through the adapter, word by word.
          ...[...itemsOf(daemon).values()].flatMap(({ kind, id }) =>
            kind === 'trial' ? [[id, 'trial'] as const] : [],
          ),
        ]
      : Object.entries(QUESTIONS[daemon]).flatMap(([scene, items]) =>
          singly(items).map((id) => [id, scene] as const),
        );
  const groups = Map.groupBy(named, ([id]) => id);
  return new Map([...groups].map(([id, all]) => [id, all.map(([, where]) => where)]));
}

/** Everything that was recorded of a daemon, on both sides. */
export function inventoryOf(daemon: RecordedDaemon, all: readonly Excuse[] = EXCUSES): readonly Entry[] {
  return (['adapter', 'emulator'] as const).flatMap((side) => {
    const known = replays(daemon, side);
    const excuses = all
      .filter((excuse) => excuse.daemon === 'all' || excuse.daemon === daemon)
      .filter((excuse) => excuse.side === 'both' || excuse.side === side)
      .map((excuse) => ({ excuse, ids: excuse.items === undefined ? null : new Set(idsIn(excuse.items)) }));
    return [...itemsOf(daemon).values()].map((item) => ({
      item,
      side,
      replayed: known.get(item.id) ?? [],
      excused: excuses.filter(({ excuse, ids }) => fits(excuse, ids, item)).map(({ excuse }) => excuse),
    }));
  });
}

/** What conclusions, scenes and excuses name and nobody recorded. */
export function danglingOf(daemon: RecordedDaemon): readonly string[] {
  const items = itemsOf(daemon);
  const named = [
    ...CONCLUSIONS[daemon].map((conclusion) => conclusion.items),
    ...Object.values(QUESTIONS[daemon]),
    ...EXCUSES.flatMap((excuse) => (excuse.daemon === daemon && excuse.items ? [excuse.items] : [])),
  ];
  return named.flatMap(singly).filter((id) => !items.has(id));
}

function fits({ kind, methods }: Excuse, ids: ReadonlySet<string> | null, item: Item): boolean {
  if (kind !== undefined && item.kind !== kind) return false;
  if (methods !== undefined && !(item.kind === 'exchange' && methods.includes(item.method))) return false;
  return ids === null || ids.has(item.id);
}
