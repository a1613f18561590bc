import { COLUMNS } from '#harness/contract/columns';
import { ALWAYS } from '#harness/contract/judge';
import { ABILITIES } from '#harness/contract/rig';
import { ROWS } from '#harness/contract/rows/registry';
import { SIM_CAPABILITIES } from '#harness/emulated/sim-capabilities';
import { createClnNode } from '#orchestrator/adapters/cln/client';
import { ECLAIR_CAPABILITIES } from '#orchestrator/adapters/eclair/client';
import { LND_CAPABILITIES } from '#orchestrator/adapters/lnd/client';
import type { NodeName } from '#orchestrator/domain/ids';
import type { NodeCapabilities } from '#orchestrator/ports/lightning-node';
import { code, markdownTable } from './markdown.ts';

const FAMILIES = {
  node: 'Who answers',
  list: 'Lists',
  capabilities: 'What is declared',
  pay: 'Pay calls',
  lookup: 'Look-ups',
  fee: 'Fees',
  amount: 'Amounts',
  invoice: 'Invoices',
  balance: 'Balance',
  route: 'Routes',
  hold: 'Held payments',
  info: 'Other calls',
  slow: 'Slow answers',
  kill: 'A daemon that is killed',
  restart: 'After a restart',
  hang: 'A daemon that hangs',
  events: 'Events',
  door: 'Who may come in, and who is spoken to',
} as const;

/** What each capability means, in few words; the whole is in `orchestrator/ports/lightning-node.ts`. */
const CAPABILITIES: Readonly<Record<Exclude<keyof NodeCapabilities, 'daemon'>, string>> = {
  resendSafe: 'the same payment may be sent to the same node again',
  deduplicates: 'a second pay call of a hash sends nothing',
  feeCapMsat: 'fee caps are exact to the msat',
  explicitNotFound: 'a look-up tells "never heard of it" from "nothing yet"',
  feeAfterRestart: 'the fee of what settled after a restart is known',
  failureReasonAfterRestart: 'the reason of what failed after a restart is known',
  holdInvoices: 'makes hold invoices',
  cancelInvoices: 'closes invoices',
  replaysEvents: 'events are replayed from a cursor',
  listsAll: 'lists failures and what is pending',
  attemptWindow: 'no attempt begins after its window',
  oldestVersion: 'oldest version',
};

/** What the port does not show. */
const UNSEEN = ['explicitNotFound', 'attemptWindow'] as const;
/** Where "no" is no promise that it never happens. */
const MODEST = ['resendSafe', 'listsAll'] as const;

/** docs/contract.md, from the rows and from what adapters and simulated nodes declare. */
export function contractPage(): string {
  return `# The contract of a node

Every adapter behind \`orchestrator/ports/lightning-node.ts\` keeps the same ${ROWS.length} promises. Each is one row, written once against the
port (\`harness/contract/rows/\`) and run in ${COLUMNS.length} columns: ${COLUMNS.map(({ id }) => code(id)).join(', ')}.
\`fulgurite contract\` prints the table; the test suite runs the same rows. A cell is kept (✓), broken (✗), kept as the node declares, or not
possible there.

Whether a payment was made is never asked of the node under test: the simulated network knows. Time is virtual, so that a daemon can be
killed in the very millisecond that a row is about.

## What every row checks besides

${ALWAYS.map((promise) => `- ${promise}`).join('\n')}

## Rows

${families()}

## What daemons declare

${markdownTable(['', 'LND', 'Core Lightning', 'Eclair'], capabilityRows())}

Hold invoices of Core Lightning come from the plugin \`hold\`, if it runs: the adapter knows once it has probed the daemon.
${UNSEEN.map(code).join(' and ')} cannot be seen through the port: they are only held against the references (\`capabilities.documented\`). All
others are tried by a row. Most are tried both ways: what is declared and not there is broken, and so is what is there and not
declared. ${MODEST.map(code).join(' and ')} may promise less than there is.

What a row means for those who declare less:

${markdownTable(['row', 'who', 'what'], differences())}

## What is not possible where

${markdownTable(['column', 'needs', 'why not'], impossible())}

A kill between row and HTLC is not possible either where the two are one step: a row says so when it never saw the window.
`;
}

function families(): string {
  const known = Object.entries(FAMILIES).map(([family, title]) => {
    const rows = ROWS.filter(({ id }) => id.startsWith(`${family}.`));
    return `### ${title}\n\n${markdownTable(
      ['row', 'promise', 'source'],
      rows.map(({ id, promise, source }) => [code(id), promise, source]),
    )}`;
  });
  return known.join('\n\n');
}

function adapters(): readonly (readonly [name: string, capabilities: NodeCapabilities])[] {
  const cln = createClnNode({
    name: 'cln' as NodeName,
    network: 'regtest',
    transport: { kind: 'unix', path: 'lightning-rpc' },
    // Nothing is called, so nothing has to be timed.
    host: { timers: { nowMs: () => 0, after: () => ({ cancel() {} }) }, epoch: () => '' },
  }).capabilities;
  return [
    ['LND', LND_CAPABILITIES],
    ['Core Lightning', { ...cln, holdInvoices: true }],
    ['Eclair', ECLAIR_CAPABILITIES],
  ];
}

function capabilityRows(): string[][] {
  return Object.entries(CAPABILITIES).map(([name, says]) => [
    `${code(name)}: ${says}`,
    ...adapters().map(([, capabilities]) => word(capabilities[name as keyof NodeCapabilities])),
  ]);
}

function word(value: string | boolean): string {
  if (typeof value === 'string') return value.replace('_', ' ');
  return value ? 'yes' : 'no';
}

function differences(): string[][] {
  const simulated = (['plain', 'lnd', 'cln', 'eclair'] as const).map(
    (daemon) => [`simulated ${daemon}`, SIM_CAPABILITIES[daemon]] as const,
  );
  return ROWS.flatMap(({ id, declared }) => {
    if (declared === undefined) return [];
    const byWhat = Map.groupBy([...adapters(), ...simulated], ([, capabilities]) => declared(capabilities));
    byWhat.delete(null);
    return [...byWhat].map(([what, who]) => [code(id), who.map(([name]) => name).join(', '), what ?? '']);
  });
}

function impossible(): string[][] {
  const reasons = COLUMNS.flatMap(({ id, cannot }) =>
    Object.entries(cannot).map(([ability, why]) => ({ id, ability: ability as keyof typeof ABILITIES, why })),
  );
  const alike = Map.groupBy(reasons, ({ ability, why }) => `${ability} ${why}`);
  return [...alike.values()].map((same) => [
    same.map(({ id }) => code(id)).join(', '),
    ABILITIES[same[0]!.ability],
    same[0]!.why,
  ]);
}
