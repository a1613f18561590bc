import type { PaymentHash } from '../../domain/ids.ts';
import type { ListCall, NodeListing } from '../../ports/node.ts';
import type { Timers } from '../../ports/timers.ts';
import type { Ending } from './deadline.ts';
import { countOf, objectOf, objectsOf } from './fields.ts';
import type { JsonObject } from './json.ts';
import { lookUpRows, sendpayOf } from './look-up.ts';
import type { Rpc } from './rpc.ts';

type State = 'settled' | 'failed' | 'in_flight';
type IndexName = 'created' | 'updated';
/** Where the daemon's two counters stood at a moment of our clock: what came later has a higher number. */
interface Mark {
  readonly atMs: number;
  readonly created: number;
  readonly updated: number;
}

const UNAVAILABLE: NodeListing = { kind: 'unavailable' };
const PAGE_ROWS = 1000;
const MARKS_MAX = 64;
/** "Unknown parameter", "unknown command": `listsendpays` takes an index since v23.11, `wait` knows sendpays since then. */
const UNKNOWN = new Set<number | null>([-32602, -32601]);

/**
 * Which payments changed: read by the daemon's own counters, so no clock is compared with another and nothing is read twice.
 * A new row counts in `created` and not in `updated`, its end the other way round; both are read.
 */
export class Listing {
  readonly #rpc: Rpc;
  readonly #timers: Timers;
  #marks: Mark[] = [];

  constructor(rpc: Rpc, timers: Timers) {
    this.#rpc = rpc;
    this.#timers = timers;
  }

  async list(call: ListCall, until: Ending): Promise<NodeListing> {
    const mark = await this.#mark(until);
    if (mark === null) return UNAVAILABLE;
    if (mark === 'unknown') return this.#byTime(call, until);
    // An old database was put back: what was counted before is counted again.
    this.#marks = this.#marks.filter(
      ({ created, updated }) => created <= mark.created && updated <= mark.updated,
    );
    const from = this.#marks.findLast(({ atMs }) => atMs <= call.sinceMs) ?? { created: 0, updated: 0 };
    const changed = new Map<string, State | null>();
    for (const index of ['created', 'updated'] as const)
      if (!(await this.#read(index, from[index] + 1, changed, until))) return UNAVAILABLE;
    this.#marks = [...this.#marks, mark].slice(-MARKS_MAX);
    return this.#listed(changed, until);
  }

  /** The moment is taken after the counters were read: what they count had happened by then. */
  async #mark(until: Ending): Promise<Mark | 'unknown' | null> {
    const [created, updated] = await Promise.all([
      this.#counter('created', until),
      this.#counter('updated', until),
    ]);
    if (created === 'unknown' || updated === 'unknown') return 'unknown';
    if (created === null || updated === null) return null;
    return { atMs: this.#timers.nowMs(), created, updated };
  }

  async #counter(indexname: IndexName, until: Ending): Promise<number | 'unknown' | null> {
    const params = { subsystem: 'sendpays', indexname, nextvalue: 0 };
    const heard = await this.#rpc.hear('query', 'wait', params, until);
    if (heard.kind === 'error' && UNKNOWN.has(heard.code)) return 'unknown';
    const counter = heard.kind === 'result' ? objectOf(heard.value) : null;
    return counter === null ? null : countOf(counter, indexname);
  }

  async #read(
    index: IndexName,
    from: number,
    changed: Map<string, State | null>,
    until: Ending,
  ): Promise<boolean> {
    for (let start = from; ; ) {
      const rows = await this.#rows({ index, start, limit: PAGE_ROWS }, until);
      if (rows === null) return false;
      let next = start;
      for (const row of rows) {
        if (!merge(changed, row)) return false;
        next = Math.max(next, (countOf(row, `${index}_index`) ?? 0) + 1);
      }
      if (rows.length < PAGE_ROWS) return true;
      // A full page that does not lead on would be read for ever.
      if (next === start) return false;
      start = next;
    }
  }

  /** v23.08: all rows, and those whose time stamps (whole seconds) are not older. */
  async #byTime({ sinceMs }: ListCall, until: Ending): Promise<NodeListing> {
    const rows = await this.#rows({}, until);
    if (rows === null) return UNAVAILABLE;
    const changed = new Map<string, State | null>();
    for (const row of rows) {
      const stamp = Math.max(countOf(row, 'created_at') ?? 0, countOf(row, 'completed_at') ?? 0);
      if ((stamp + 1) * 1000 > sinceMs && !merge(changed, row)) return UNAVAILABLE;
    }
    return this.#listed(changed, until);
  }

  async #rows(params: JsonObject, until: Ending): Promise<readonly JsonObject[] | null> {
    const heard = await this.#rpc.hear('query', 'listsendpays', params, until);
    return heard.kind === 'result' ? objectsOf(heard.value, 'payments') : null;
  }

  /** "Failed" is said of a hash only when all its rows say so, and those that did not change were not read yet. */
  async #listed(changed: ReadonlyMap<string, State | null>, until: Ending): Promise<NodeListing> {
    const entries: { hash: PaymentHash; state: State }[] = [];
    for (const [hash, seen] of changed) {
      const state = seen === 'failed' ? await this.#stateOf(hash, until) : seen;
      if (until.over) return UNAVAILABLE;
      // A status that no version has: nothing can be said of this payment.
      if (state !== null) entries.push({ hash: hash as PaymentHash, state });
    }
    return { kind: 'listed', entries };
  }

  async #stateOf(hash: string, until: Ending): Promise<State | null> {
    const said = await lookUpRows(this.#rpc, hash, until);
    if (said.kind !== 'rows') return null;
    const all = said.rows.map(({ status }) => stateOf(status));
    if (all.includes('settled')) return 'settled';
    if (all.includes(null)) return null;
    return said.listpaysPending || all.includes('in_flight') ? 'in_flight' : 'failed';
  }
}

function stateOf(status: string): State | null {
  if (status === 'complete') return 'settled';
  if (status === 'pending') return 'in_flight';
  return status === 'failed' ? 'failed' : null;
}

/** Of several rows of a hash the strongest counts. False: a row that cannot be read. */
function merge(changed: Map<string, State | null>, row: JsonObject): boolean {
  const read = sendpayOf(row);
  if (read === null) return false;
  const state = stateOf(read.status);
  const seen = changed.get(read.hash);
  if (seen === undefined || strength(state) > strength(seen)) changed.set(read.hash, state);
  return true;
}

function strength(state: State | null): number {
  if (state === 'settled') return 3;
  if (state === null) return 2;
  return state === 'in_flight' ? 1 : 0;
}
