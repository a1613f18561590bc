import { NO_FLAGS, runJob } from './child.ts';
import type { BenchJob } from './figure.ts';
import { WIRES, type Wire } from './wire/wires.ts';

const CALLS = 10_000;

type Counts = Readonly<Record<string, number>>;

interface HonestyRun {
  readonly payCalls: number;
  readonly lookups: number;
  readonly lies: readonly { readonly seed: string; readonly why: string }[];
  readonly pay: Counts;
  readonly lookup: Counts;
  readonly concluded: Counts;
  readonly struck: Counts;
  readonly troubles: Counts;
  readonly isSame: boolean;
}

/** Each is seen from one adapter at least: Eclair knows no duplicate, Core Lightning no failure without reserve. */
const KINDS = ['settled', 'failed', 'unknown', 'in_flight', 'not_found', 'duplicate', 'not_sent', 'rejected'];

/** Two at a time: there are two cores, and the trials run in virtual time. */
async function runAll(): Promise<ReadonlyMap<Wire, HonestyRun>> {
  const runs = new Map<Wire, HonestyRun>();
  const queue: Wire[] = [...WIRES];
  const worker = async () => {
    for (let wire = queue.shift(); wire !== undefined; wire = queue.shift())
      runs.set(wire, await runJob<HonestyRun>('honesty', NO_FLAGS, [wire, String(CALLS)]));
  };
  await Promise.all([worker(), worker()]);
  return new Map(WIRES.map((wire) => [wire, runs.get(wire)!]));
}

const listed = (counts: Counts) =>
  Object.entries(counts)
    .toSorted(([, one], [, other]) => other - one)
    .map(([what, times]) => `${what} ${times}`)
    .join(', ');

export const HONESTY_FIGURES: BenchJob = {
  ids: ['wire-honesty', 'wire-honesty-mix'],
  async measure() {
    const runs = await runAll();
    let lies = 0;
    let rarest = { times: Number.POSITIVE_INFINITY, label: '' };
    const kinds = new Set<string>();
    const notes: string[] = [];
    const mixes: string[] = [];
    for (const [wire, run] of runs) {
      lies += run.lies.length;
      for (const said of [...Object.keys(run.pay), ...Object.keys(run.lookup)])
        kinds.add(said.split(' ')[0]!);
      for (const [label, times] of Object.entries(run.struck))
        if (times < rarest.times) rarest = { times, label: `${label} at ${wire}` };
      const found = run.lies.slice(0, 5).map(({ seed, why }) => `LIE (seed ${seed}) ${why}`);
      const same = run.isSame ? '' : ', NOT THE SAME WHEN PLAYED AGAIN';
      notes.push(
        `${wire}: ${run.payCalls} calls (${listed(run.pay)}), ${run.lookups} look-ups (${listed(run.lookup)}), decided ${listed(run.concluded)}${same}${found.map((one) => `, ${one}`).join('')}`,
      );
      mixes.push(`${wire}: ${listed(run.struck)}; ${listed(run.troubles)}`);
    }
    const missing = KINDS.filter((kind) => !kinds.has(kind));
    return [
      {
        id: 'wire-honesty',
        what: `"failed" that the node settled, "settled" without preimage: ${CALLS} calls per adapter under swarm faults`,
        value: lies + [...runs.values()].filter(({ isSame }) => !isSame).length,
        unit: '',
        bar: { op: '=', value: 0 },
        note: notes.join('; '),
      },
      {
        id: 'wire-honesty-mix',
        what: 'calls that the rarest of 22 faults struck, of all adapters',
        value: missing.length === 0 ? rarest.times : 0,
        unit: 'calls',
        bar: { op: '>=', value: 50 },
        note: `rarest: ${rarest.label}${missing.length === 0 ? '' : `; NEVER SAID: ${missing.join(', ')}`}; ${mixes.join('; ')}`,
      },
    ];
  },
};
