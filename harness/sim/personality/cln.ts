import { NO_FAILURE } from '../htlc/failures.ts';
import type { PaymentRun, PayOrder } from '../payment-run.ts';
import { ClnGroup, errorOf, said } from './cln-rows.ts';
import type { Booked, Daemon, DaemonHost } from './daemon.ts';
import type { LookupSaid, PaySaid } from './said.ts';
import { allOfHash } from './several-runs.ts';
import { draw, FOLLOW_UP_MS, type Span, UNSYNCED_MS } from './windows.ts';

/** From the call to the row: all kills at 0 to 5 ms left no record (core-lightning-observed.md §5a). */
export const FINDING_MS: Span = { min: 4, max: 7 };
/** From the row to the commitment (`commit-time` 10 ms): phantoms at 4.9 to 18.8 ms after the call (§5a). */
export const COMMIT_MS: Span = { min: 9, max: 14 };
/** xpay looks for another route: `listpays` was seen to oscillate for so long (adapters.md §4.3 (2), #9036). */
export const RETRY_MS: Span = { min: 5, max: 60 };
/** Nodes whose `listpays` knows nothing of a running xpay, as before `attempt_ongoing` (adapters.md §4.3 (2)). */
export const OSCILLATING = { nodes: 1, of: 2 } as const;
/** The plugin dies under a command (adapters.md §4.3, #8829): rare, but its −4 is said of payments that go on. */
export const PLUGIN_DIES = { calls: 1, of: 400 } as const;
export const PLUGIN_DIES_AFTER_MS: Span = { min: 1, max: 400 };

/** One `xpay`: it lives in the plugin's memory. */
interface Command {
  readonly order: PayOrder;
  readonly call: number;
  /** null while it looks for its first route. */
  run: PaymentRun | null;
  answered: boolean;
}

/**
 * Core Lightning v26.06 with `xpay`. Rows of parts are in the database, payments are in the plugin's memory.
 *
 * | event                                           | what it does                                            | source                               |
 * |-------------------------------------------------|---------------------------------------------------------|--------------------------------------|
 * | pay, invoice expired, whatever the rows say     | 207                                                     | core-lightning-observed.md §5        |
 * | pay, no route now, whatever the rows say        | 205: also of a complete payment, also after a restart   | observed §5                          |
 * | pay, a part pending, also after a restart       | −3 around 200 `still in progress`                       | adapters.md §4.3; observed §5        |
 * | pay, complete in one part, one part would do    | 219                                                     | observed §5                          |
 * | pay, complete otherwise                         | −3 around 201                                           | observed §5                          |
 * | two calls that both look for a route            | the first with a row runs, the other gets −3            | §4.3 layer B; observed §5            |
 * | pay, all rows failed                            | runs, with a groupid of its own: several groups a hash  | observed §5                          |
 * | client gone, before or after it is read         | paid all the same                                       | observed §5 (20 of 20)               |
 * | looking for the first route                     | no rows: `[]` means "not yet"                           | observed §5; §4.7                    |
 * | between two attempts                            | all rows failed; `listpays` pending, or failed as well  | §4.3 (2)                             |
 * | no route left while parts are out               | error at once; the parts may settle afterwards          | §4.3 (#8046)                         |
 * | first preimage                                  | success at once, fee as if all parts had settled        | §4.3                                 |
 * | plugin dies                                     | −4 to all its calls; parts go on, none is replaced      | §4.3 (#8829)                         |
 * | killed before the row                           | no rows                                                 | observed §5a                         |
 * | killed between row and commitment               | pending for ever, unpaid: the phantom                   | observed §5a                         |
 * | killed later                                    | rows end with their HTLCs; nothing is replaced          | observed §5                          |
 */
export class ClnDaemon implements Daemon {
  readonly #host: DaemonHost;
  readonly #oscillates: boolean;
  readonly #groups = new Map<string, ClnGroup[]>();
  readonly #byRun = new Map<PaymentRun, ClnGroup>();
  readonly #commands = new Set<Command>();

  constructor(host: DaemonHost) {
    this.#host = host;
    this.#oscillates = host.random.chance(OSCILLATING.nodes, OSCILLATING.of);
  }

  pay(order: PayOrder, call: number): PaySaid | null {
    const host = this.#host;
    const findingMs = draw(host.random, FINDING_MS);
    const dies = host.random.chance(PLUGIN_DIES.calls, PLUGIN_DIES.of);
    const diesMs = draw(host.random, PLUGIN_DIES_AFTER_MS);
    if (host.nowMs > order.invoiceExpiresAtMs) return said(errorOf('expired', this.#rows(order.hash)));
    const command: Command = { order, call, run: null, answered: false };
    this.#commands.add(command);
    host.later(findingMs, () => this.#found(command));
    if (dies) host.later(diesMs, () => this.#pluginDies());
    return null;
  }

  look(hash: string): LookupSaid {
    return { daemon: 'cln', said: this.#rows(hash) };
  }

  booked(hash: string): Booked | undefined {
    return allOfHash(this.#host.node, this.#groups.get(hash));
  }

  lists(hash: string): Booked['state'] | undefined {
    return this.booked(hash)?.state;
  }

  books(visit: (booked: Booked) => void): void {
    for (const groups of this.#groups.values()) visit(allOfHash(this.#host.node, groups)!);
  }

  partSent(run: PaymentRun, _part: number, paidMsat: number, feeMsat: number): number {
    this.#byRun.get(run)!.add(paidMsat, feeMsat);
    return draw(this.#host.random, COMMIT_MS);
  }

  partLost(): void {
    // Its row was written before; nothing will ever touch it again.
  }

  partBack(run: PaymentRun, part: number, failure: number): void {
    const group = this.#byRun.get(run);
    if (group === undefined) return;
    group.resolve(part, failure === NO_FAILURE, this.#host.nowMs);
    const { hash } = run.order;
    this.#host.changed(hash);
    // Its events are of parts: "failed" is said of every part that failed, whatever xpay does next (adapters.md §4.2).
    this.#host.tell(hash, failure === NO_FAILURE ? 'settled' : 'failed', run.preimage);
    const command = this.#commandOf(run);
    if (failure === NO_FAILURE && command?.answered === false) this.#answer(command, group.paid());
  }

  pauseMs(): number {
    return draw(this.#host.random, RETRY_MS);
  }

  gaveUp(run: PaymentRun): void {
    const command = this.#commandOf(run);
    if (command?.answered === false)
      this.#answer(command, errorOf(run.stoppedBy, this.#rows(run.order.hash), run.tries));
  }

  ended(run: PaymentRun): void {
    this.#byRun.delete(run);
    this.gaveUp(run);
    const command = this.#commandOf(run);
    if (command !== undefined) this.#commands.delete(command);
  }

  killed(unsynced: boolean): void {
    this.#commands.clear();
    if (!unsynced) return;
    for (const groups of this.#groups.values())
      for (const group of groups) group.unlearn(this.#host.nowMs - UNSYNCED_MS);
  }

  started(): void {
    const host = this.#host;
    for (const run of this.#byRun.keys()) if (run.state !== 'in_flight') this.#byRun.delete(run);
    for (const groups of this.#groups.values())
      for (const group of groups)
        if (group.unlearned) host.later(draw(host.random, FOLLOW_UP_MS), () => group.learn());
  }

  rollBack(toMs: number): readonly string[] {
    const changed: string[] = [];
    for (const [hash, groups] of this.#groups) {
      const left = groups.filter((group) => group.begunAtMs <= toMs);
      const touched = groups.filter((group) => group.begunAtMs > toMs || group.orphan(toMs));
      if (touched.length > 0) changed.push(hash);
      if (left.length === 0) this.#groups.delete(hash);
      else this.#groups.set(hash, left);
    }
    for (const [run, group] of this.#byRun) if (group.begunAtMs > toMs) this.#byRun.delete(run);
    return changed;
  }

  forget(beforeMs: number): void {
    for (const [hash, groups] of this.#groups)
      if (groups.every((group) => group.endedBefore(beforeMs))) this.#groups.delete(hash);
  }

  #rows(hash: string) {
    const groups = this.#groups.get(hash) ?? [];
    const rows = groups.flatMap((group) => group.rows);
    return { kind: 'rows', rows, listpaysPending: this.#listpaysPending(hash, rows) } as const;
  }

  #listpaysPending(hash: string, rows: readonly { readonly status: string }[]): boolean {
    if (rows.some(({ status }) => status === 'pending')) return true;
    if (this.#oscillates) return false;
    for (const { run } of this.#commands) if (run?.order.hash === hash) return true;
    return false;
  }

  /** The first route, or none. The database is asked only now whether the hash is known. */
  #found(command: Command): void {
    if (!this.#commands.has(command)) return;
    const host = this.#host;
    const { order, call } = command;
    const run = host.open(order, call);
    const found = host.plan(run);
    const isKnown = found ? this.#known(order.hash, run) : null;
    if (!found || isKnown !== null) {
      host.unplan(run);
      this.#commands.delete(command);
      this.#answer(command, errorOf(isKnown ?? run.stoppedBy, this.#rows(order.hash)));
      return;
    }
    command.run = run;
    const group = new ClnGroup(groupid(host), run, host.nowMs);
    const groups = this.#groups.get(order.hash);
    if (groups === undefined) this.#groups.set(order.hash, [group]);
    else groups.push(group);
    this.#byRun.set(run, group);
    host.begin(run);
    host.launch(run);
    host.changed(order.hash);
  }

  /** What `injectpaymentonion` finds in the rows (adapters.md §4.3, layer A); null: it may go on. */
  #known(hash: string, run: PaymentRun): 'in progress' | 'paid' | 'paid otherwise' | null {
    const groups = this.#groups.get(hash);
    if (groups === undefined) return null;
    if (groups.some((group) => group.state === 'in_flight')) return 'in progress';
    const complete = groups.find((group) => group.state === 'settled');
    if (complete === undefined) return null;
    return complete.isSinglePartOf(run.order.amountMsat) ? 'paid' : 'paid otherwise';
  }

  #commandOf(run: PaymentRun): Command | undefined {
    for (const command of this.#commands) if (command.run === run) return command;
    return undefined;
  }

  #answer(command: Command, words: Parameters<typeof said>[0]): void {
    command.answered = true;
    this.#host.say(command.call, said(words));
  }

  #pluginDies(): void {
    for (const command of this.#commands) {
      this.#commands.delete(command);
      if (command.run !== null && command.run.stoppedBy === '') {
        command.run.stoppedBy = 'interrupted';
        // Nothing is out, and nobody is left who would try again.
        if (command.run.partsOut === 0) this.#host.end(command.run);
      }
      if (!command.answered) this.#answer(command, errorOf('plugin died', null));
    }
  }
}

/** 63 random bits: more than a JavaScript number holds (observed §4). */
function groupid({ random }: DaemonHost): string {
  return ((BigInt(random.uint32() >>> 1) << 32n) | BigInt(random.uint32())).toString();
}
