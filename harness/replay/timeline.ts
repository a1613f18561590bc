import { HISTORY_KINDS, type HistoryEvent } from '#reports/evidence/history';
import type { Violation } from '#reports/evidence/trial';
import { counted } from '#reports/gate/quantity';
import { moment } from './amount.ts';
import type { NodeNames } from './node-names.ts';
import { plainWords } from './plain-words.ts';
import { sentence } from './sentence.ts';

export interface TimelineEntry {
  readonly seq: number;
  readonly atMs: number;
  /** Ordinal of the intent that it concerns; -1: the whole trial (a phase, a fault, a node, the orchestrator). */
  readonly intent: number;
  /** Who speaks: client, ledger, wire, world. */
  readonly voice: string;
  readonly text: string;
  /** Invariants that were violated at this event. */
  readonly violated: readonly string[];
}

export interface TimelineOptions {
  /** null: every intent. */
  readonly intents: ReadonlySet<number> | null;
  readonly violations: readonly Violation[];
  readonly name: NodeNames;
}

/**
 * The story of a trial: what concerns the intents of interest, with faults, phases, node and process events between.
 * Wire and world events name a payment hash, not an intent; the hash leads back to the intents that carry it.
 */
export function timeline(events: readonly HistoryEvent[], options: TimelineOptions): TimelineEntry[] {
  const { intents } = options;
  const intentOfHash = new Map<string, number>();
  const intentOfKey = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== 'intent-received') continue;
    // Of two intents with one hash, the first of interest owns the world's events.
    if (!intentOfHash.has(event.hash) || intents?.has(event.intent))
      intentOfHash.set(event.hash, event.intent);
    intentOfKey.set(`${event.actor}\n${event.cause}`, event.intent);
  }
  const violatedAt = new Map<number, string[]>();
  for (const { atSeq, invariant } of options.violations) {
    violatedAt.set(atSeq, [...(violatedAt.get(atSeq) ?? []), invariant]);
  }

  // A violation that names no intent is told by what happened around it.
  const bareMs = options.violations.filter((each) => each.intents.length === 0).map((each) => each.atMs);
  const near = (atMs: number) => bareMs.some((moment) => Math.abs(atMs - moment) <= AROUND_MS);

  const entries: TimelineEntry[] = [];
  // A drain strikes dozens of channels in one moment: one line, and how many more.
  let lastStrike = { of: '', atMs: 0, more: 0 };
  const finishStrike = () => {
    const last = entries.at(-1);
    if (last === undefined || lastStrike.more === 0) return;
    entries[entries.length - 1] = {
      ...last,
      text: `${last.text}, and ${counted(lastStrike.more, 'strike')} more`,
    };
  };
  for (const event of events) {
    const intent = concerns(event, intentOfHash, intentOfKey);
    const violated = violatedAt.get(event.seq) ?? [];
    const wanted = intents === null || intent === TRIAL || intents.has(intent) || near(event.atMs);
    if (!wanted && violated.length === 0) continue;
    const text = sentence(event, options.name);
    if (text === null && violated.length === 0) continue;
    const strike = event.kind === 'fault-touched' && intent < 0 ? `${event.request} ${event.node}` : '';
    if (strike !== '' && strike === lastStrike.of && event.atMs === lastStrike.atMs) {
      lastStrike.more++;
      continue;
    }
    finishStrike();
    lastStrike = { of: strike, atMs: event.atMs, more: 0 };
    entries.push({
      seq: event.seq,
      atMs: event.atMs,
      intent: intent === OTHERS ? event.intent : intent,
      voice: HISTORY_KINDS[event.kind].voice,
      text: plainWords(text ?? `${event.kind} ${event.state} ${event.cause}`.trim()),
      violated,
    });
  }
  finishStrike();
  return entries;
}

const AROUND_MS = 250;

const TRIAL = -1;
const OTHERS = -2;

function concerns(
  event: HistoryEvent,
  intentOfHash: ReadonlyMap<string, number>,
  intentOfKey: ReadonlyMap<string, number>,
): number {
  if (event.intent >= 0) return event.intent;
  if (event.kind === 'request-submitted' || event.kind === 'response-received') {
    return intentOfKey.get(`${event.actor}\n${event.cause}`) ?? OTHERS;
  }
  if (event.hash !== '') return intentOfHash.get(event.hash) ?? OTHERS;
  if (event.kind === 'liquidity-moved') return OTHERS;
  return TRIAL;
}

/** Lines for a terminal: `  12.345 s  #3  …`; a violated event is marked and followed by the invariants' names. */
export function timelineLines(entries: readonly TimelineEntry[]): string[] {
  return entries.map((entry) => {
    const who = entry.intent < 0 ? '' : `#${entry.intent}`;
    const mark = entry.violated.length === 0 ? ' ' : '✗';
    const tail = entry.violated.length === 0 ? '' : `   ◄ ${entry.violated.join(', ')}`;
    return `${mark} ${moment(entry.atMs).padStart(11)}  ${who.padEnd(6)} ${entry.text}${tail}`;
  });
}
