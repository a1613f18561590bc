import { NO_FLAGS, runJob } from './child.ts';
import type { BenchJob, Figure } from './figure.ts';
import { HONESTY_FIGURES } from './honesty-figures.ts';
import { WIRES, type Wire } from './wire/wires.ts';

interface WireRun {
  readonly payments: number;
  readonly seconds: number;
  readonly untrue: number;
  readonly lookups: number;
  readonly adapterCpuMs: number;
  readonly daemonCpuMs: number;
  readonly virtualMs: number;
}

const perSecond = ({ payments, seconds }: WireRun) => payments / seconds;

/** What else a run said. A payment that the world does not confirm spoils the whole figure. */
function noteOf(run: WireRun): string {
  const { payments, seconds, untrue, lookups, adapterCpuMs, daemonCpuMs, virtualMs } = run;
  const speed = (virtualMs / seconds / 1000).toFixed(0);
  const cpu = `CPU of a payment ${adapterCpuMs.toFixed(2)} ms at the adapter, ${daemonCpuMs.toFixed(2)} ms at the emulator`;
  const truth =
    untrue === 0 ? 'each with its preimage, and paid once in the world' : `${untrue} NOT AS WE SAID`;
  const looked = lookups === 0 ? '' : `, ${lookups} look-ups`;
  return `${payments} payments, ${truth}; ${cpu}${looked}; time at ${speed} × the wall clock`;
}

function wireJob(daemon: string, wires: readonly [Wire, ...Wire[]]): BenchJob {
  const id = `${daemon}-wire`;
  return {
    ids: [id],
    async measure() {
      const [first, ...others] = wires;
      const run = await runJob<WireRun>('wire', NO_FLAGS, [first]);
      let note = noteOf(run);
      let untrue = run.untrue;
      for (const wire of others) {
        const other = await runJob<WireRun>('wire', NO_FLAGS, [wire]);
        untrue += other.untrue;
        note += `; ${wire}: ${perSecond(other).toFixed(0)}/s, ${noteOf(other)}`;
      }
      return [
        {
          id,
          what: `payments/s through adapter and emulated ${daemon}, a process each, 64 at once`,
          value: untrue === 0 ? perSecond(run) : 0,
          unit: '/s',
          bar: { op: '>=', value: 1_000 },
          note,
        },
      ];
    },
  };
}

interface OverheadRun {
  readonly bareMs: number;
  readonly adapterMs: number;
  readonly bareBurstMs: number;
  readonly adapterBurstMs: number;
}

async function measureOverhead(): Promise<readonly Figure[]> {
  const notes: string[] = [];
  let worstMs = Number.NEGATIVE_INFINITY;
  const signed = (ms: number) => `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(3)}`;
  for (const wire of WIRES) {
    const run = await runJob<Record<'pay' | 'lookup', OverheadRun>>('overhead', NO_FLAGS, [wire]);
    const words = Object.entries(run).map(([call, { bareMs, adapterMs, bareBurstMs, adapterBurstMs }]) => {
      worstMs = Math.max(worstMs, adapterMs - bareMs);
      const burst = `at 64 at once ${signed(adapterBurstMs - bareBurstMs)} to ${bareBurstMs.toFixed(3)}`;
      return `${call} ${signed(adapterMs - bareMs)} to ${bareMs.toFixed(3)} (${burst})`;
    });
    notes.push(`${wire} ${words.join(', ')}`);
  }
  return [
    {
      id: 'adapter-overhead',
      what: 'what an adapter adds to a bare call of its client library, p50, the most of all',
      value: worstMs,
      unit: 'ms',
      bar: { op: '<', value: 1 },
      note: `ms: ${notes.join('; ')}`,
    },
  ];
}

async function measureHundred(): Promise<readonly Figure[]> {
  const run = await runJob<{ nodes: number; listeningSeconds: number; seconds: number; peakMiB: number }>(
    'emulated-100',
    NO_FLAGS,
  );
  const all = run.nodes === 100 ? '' : `ONLY ${run.nodes} NODES ANSWERED, `;
  return [
    {
      id: 'emulated-100',
      what: '100 emulated nodes of three daemons, from the start of the process until every adapter has probed its own',
      value: run.nodes === 100 ? run.seconds : Number.POSITIVE_INFINITY,
      unit: 's',
      bar: { op: '<', value: 10 },
      note: `${all}all listen after ${run.listeningSeconds.toFixed(2)} s`,
    },
    {
      id: 'emulated-100-memory',
      what: 'peak memory of that process, adapters included',
      value: run.peakMiB,
      unit: 'MiB',
      bar: { op: '<', value: 1_536 },
      note: 'resident set',
    },
  ];
}

/** The figures of what speaks over sockets. */
export const WIRE_FIGURES: readonly BenchJob[] = [
  wireJob('lnd', ['lnd']),
  wireJob('cln', ['cln', 'cln-rest']),
  wireJob('eclair', ['eclair']),
  { ids: ['adapter-overhead'], measure: measureOverhead },
  HONESTY_FIGURES,
  { ids: ['emulated-100', 'emulated-100-memory'], measure: measureHundred },
];
