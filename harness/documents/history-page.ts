import { HISTORY_KINDS } from '#reports/evidence/history';
import { EVENT_COLUMNS } from '#reports/store/event-columns';
import { code, markdownTable } from './markdown.ts';

type Voice = (typeof HISTORY_KINDS)[keyof typeof HISTORY_KINDS]['voice'];

const VOICES = {
  client: 'What was asked, and answered.',
  ledger: 'What is durable in the journal of the orchestrator.',
  wire: 'Calls and callbacks between orchestrator and nodes.',
  world:
    'What really happened: the ground truth. Phases, faults and bounds of the trial speak with this voice too.',
} as const satisfies Record<Voice, string>;

/** docs/history.md, from the kinds of event. */
export function historyPage(): string {
  const kinds = Object.entries(HISTORY_KINDS);
  const voices = Object.entries(VOICES).map(([voice, says]) => {
    const rows = kinds
      .filter(([, kind]) => kind.voice === voice)
      .map(([name, kind]) => [code(name), kind.meaning, columns(kind.columns)]);
    return `## ${voice}\n\n${says}\n\n${markdownTable(['kind', 'meaning', 'columns'], rows)}`;
  });
  return `# History

The append-only evidence of one trial, and the view \`events\` of \`evidence.duckdb\`. All ${kinds.length} kinds of event share one flat row;
a column that a kind does not name is empty: -1 for references, 0 for numbers, '' for text. Amounts are msat, times are
milliseconds since the start of the trial. Every event also has \`trial\`, \`seq\` (0, 1, 2 … within the trial) and \`at_ms\`.

${voices.join('\n\n')}
`;
}

/** Names as in the database. */
function columns(meanings: Readonly<Record<string, string>>): string {
  return Object.entries(meanings)
    .map(([field, meaning]) => {
      const name = EVENT_COLUMNS.find((column) => column.field === field)?.name ?? field;
      return `${code(name)} ${meaning}`;
    })
    .join('; ');
}
