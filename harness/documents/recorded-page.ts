import type { Approximation } from '#harness/emulators/approximation';
import { CLN_APPROXIMATIONS } from '#harness/emulators/cln/approximations';
import { ECLAIR_APPROXIMATIONS } from '#harness/emulators/eclair/approximations';
import { LND_APPROXIMATIONS } from '#harness/emulators/lnd/approximations';
import { CLN_DIFFERENCES } from '#harness/recorded/cln/differences';
import type { Difference } from '#harness/recorded/difference';
import { ECLAIR_DIFFERENCES } from '#harness/recorded/eclair/differences';
import { CONCLUSIONS, type Entry, inventoryOf, QUESTIONS } from '#harness/recorded/inventory';
import { idsIn, itemsOf } from '#harness/recorded/items';
import { LND_DIFFERENCES } from '#harness/recorded/lnd/differences';
import { type RECORDED_DAEMONS, type RecordedDaemon, recordings } from '#harness/recorded/recordings';
import { code, markdownTable } from './markdown.ts';

const TITLES: Readonly<Record<RecordedDaemon, string>> = {
  lnd: 'LND',
  cln: 'Core Lightning',
  eclair: 'Eclair',
};
const DIFFERENCES: Readonly<Record<RecordedDaemon, readonly Difference[]>> = {
  lnd: LND_DIFFERENCES,
  cln: CLN_DIFFERENCES,
  eclair: ECLAIR_DIFFERENCES,
};
const APPROXIMATIONS: Readonly<Record<RecordedDaemon, readonly Approximation[]>> = {
  lnd: LND_APPROXIMATIONS,
  cln: CLN_APPROXIMATIONS,
  eclair: ECLAIR_APPROXIMATIONS,
};
const ORDER = ['lnd', 'cln', 'eclair'] as const satisfies (typeof RECORDED_DAEMONS)[number][];

/** docs/recorded-answers.md, from the recordings and from what is replayed of them. */
export function recordedPage(): string {
  return `# Recorded answers

What real daemons were asked and what they said, crashes and duplicates included, stands in \`harness/recorded/data/\`, as it was
recorded. It is replayed twice. Against our **adapters**: a server says again what the daemon said, the adapter's own call is
made, and it must conclude what is written below by hand. Against the **emulators**: the same question in a comparable
situation, and the answer must have the same shape: names of fields, types, words of the API, codes, texts (without their
figures), statuses, headers, and the course of a stream. A test walks everything that was recorded: what is neither replayed nor
excused here is red, and so is an excuse or a difference that is out of date.

A **trial** is one kill, pause or hang-up of many, of which only a summary was kept. Its words are driven through the adapter
one by one, and no conclusion may contradict what the payee had in the end: no failure that nobody has to confirm where the money
moved, no settlement where it did not, nothing definitive that turns.

Figures in brackets are sections of the notes on what was observed: \`lnd-observed.md\`, \`core-lightning-observed.md\`,
\`eclair-observed.md\`.

${markdownTable(
  [
    'daemon',
    'recorded',
    'questions',
    'trials',
    'against the adapter',
    'against the emulator',
    'situations',
    'scenes',
  ],
  ORDER.map((daemon) => counts(daemon)),
)}

${ORDER.map(section).join('\n\n')}
`;
}

function counts(daemon: RecordedDaemon): readonly string[] {
  const entries = inventoryOf(daemon);
  const items = [...itemsOf(daemon).values()];
  const of = (kind: string) => items.filter((item) => item.kind === kind).length;
  const replayed = (side: Entry['side']) =>
    entries.filter((entry) => entry.side === side && entry.replayed.length > 0).length;
  const [, origin = ''] = /: (.*?),/.exec(recordings(daemon).origin) ?? [];
  return [
    TITLES[daemon],
    origin,
    of('exchange'),
    of('trial'),
    replayed('adapter'),
    replayed('emulator'),
    CONCLUSIONS[daemon].length,
    Object.keys(QUESTIONS[daemon]).length,
  ].map(String);
}

function section(daemon: RecordedDaemon): string {
  return `## ${TITLES[daemon]}

### What our adapter concludes

${markdownTable(
  ['situation', 'answers', 'conclusion'],
  CONCLUSIONS[daemon].map(({ situation, items, concludes, supplied }) => [
    supplied === 'no rows' ? `${situation} (rows: supplied, none)` : situation,
    String(idsIn(items).length),
    concludes,
  ]),
)}

### Trials

${markdownTable(
  ['recording', 'trials', 'payee paid', 'payee not paid'],
  [...trials(daemon)].map(([file, { paid, unpaid }]) =>
    [code(file), paid + unpaid, paid, unpaid].map(String),
  ),
)}

### Where the emulator differs

${markdownTable(
  ['call', 'in the recording → in the emulator', 'why'],
  DIFFERENCES[daemon].map(({ method, differs, why }) => [code(method), differs.map(code).join('<br>'), why]),
)}

### What the emulator does only nearly

Known without a recording, or beyond the shape of one answer.

${markdownTable(
  [TITLES[daemon], 'the emulator'],
  APPROXIMATIONS[daemon].map((one) => [one.daemon, one.emulator]),
)}

### Not replayed

${markdownTable(['side', 'answers', 'what', 'why'], notReplayed(daemon))}`;
}

function trials(daemon: RecordedDaemon): ReadonlyMap<string, { paid: number; unpaid: number }> {
  const files = new Map<string, { paid: number; unpaid: number }>();
  for (const item of itemsOf(daemon).values()) {
    if (item.kind !== 'trial') continue;
    const file = item.id.replace(/#.*/, '');
    const known = files.get(file) ?? { paid: 0, unpaid: 0 };
    known[item.paid ? 'paid' : 'unpaid']++;
    files.set(file, known);
  }
  return files;
}

function notReplayed(daemon: RecordedDaemon): readonly (readonly string[])[] {
  const entries = inventoryOf(daemon).filter(({ replayed }) => replayed.length === 0);
  const groups = Map.groupBy(entries, ({ side, excused }) => `${side} ${excused[0]?.why}`);
  return [...groups.values()].map((group) => {
    const { side, excused } = group[0]!;
    const methods = new Set(
      group.map(({ item }) => (item.kind === 'exchange' ? code(item.method) : item.kind)),
    );
    return [side, String(group.length), [...methods].sort().join(', '), excused[0]?.why ?? ''];
  });
}
