import type { DaemonEpoch } from '../domain/ids.ts';
import type { NodeAnswer } from '../domain/node-answer.ts';
import type { EngineRules } from '../domain/rules.ts';
import { HASH, PREIMAGE, RULES } from '../domain/sample.fixture.ts';
import { ZEROS } from './asked.fixture.ts';
import { type RealDaemon, rulesOf } from './rules.ts';

/**
 * One send of one payment, as it really is:
 * `travels` (on its way, or waiting in a hung daemon) → `runs` (nothing is out, it may still be) ⇄ `out` (an HTLC is
 * out) → `paid`; `over`: it can never pay any more.
 */
export interface Send {
  readonly attemptNo: number;
  state: 'travels' | 'runs' | 'out' | 'paid' | 'over';
  /** 1, 2, 3 … in the order in which the daemon took them: its name for the record; 0 not yet. */
  no: number;
  arrivedAtMs: number;
  endedAtMs: number;
  /** What the daemon shows of it: nothing, the truth, or `pending` for ever. */
  shown: 'nothing' | 'truth' | 'ghost';
  /** LDK: the daemon died before it wrote the row, and never will. */
  rowLost: boolean;
  hadPart: boolean;
  callOpen: boolean;
}

/** The rules under which a payment lives here: windows long enough for much to happen in them. */
export const MODEL_RULES: EngineRules = { ...RULES, attemptWindowMs: 5000 };

/** A daemon with all its bad habits (adapters.md §§3–6 and the observed pages), for one payment hash. */
export class DaemonModel {
  readonly kind: RealDaemon;
  readonly sends: Send[] = [];
  hung = false;
  private readonly name: string;
  /** No daemon begins a payment of an expired invoice. */
  private readonly expiresAtMs: number;
  private epochNo = 1;
  private resumedAtMs = -1;

  constructor(kind: RealDaemon, name: string, expiresAtMs: number) {
    this.kind = kind;
    this.name = name;
    this.expiresAtMs = expiresAtMs;
  }

  get epoch(): DaemonEpoch {
    return `${this.name}.${this.epochNo}` as DaemonEpoch;
  }

  send(attemptNo: number): void {
    this.sends.push({
      attemptNo,
      state: 'travels',
      no: 0,
      arrivedAtMs: -1,
      endedAtMs: -1,
      shown: 'nothing',
      rowLost: false,
      hadPart: false,
      callOpen: true,
    });
  }

  /** What comes to pass by itself: the invoice expires, attempt windows end, rows are written. */
  pass(nowMs: number): void {
    if (nowMs >= this.expiresAtMs)
      for (const send of this.sends) if (send.state === 'travels') send.state = 'over';
    if (this.hung) return;
    for (const send of this.sends) {
      if (send.state !== 'runs' && send.state !== 'out') continue;
      // ldk-server writes its row 3 to 12 ms after the send (ldk-observed.md §8).
      if (this.kind === 'ldk' && !send.rowLost && nowMs > send.arrivedAtMs + 50) send.shown = 'truth';
      const endsAtMs = Math.max(send.arrivedAtMs + MODEL_RULES.attemptWindowMs, this.resumedAtMs + 100);
      if (send.state === 'runs' && nowMs > endsAtMs) this.end(send, 'over', nowMs);
    }
  }

  /** One thing that may happen now; `die` picks among the ways in which it can. */
  happen(what: number, die: number, nowMs: number): void {
    if (what === 0) return this.restart(die, nowMs);
    if (what === 1) {
      this.hung = !this.hung;
      if (!this.hung) this.resumedAtMs = nowMs;
      return;
    }
    const live = this.sends.filter(({ state }) => state === 'travels' || state === 'runs' || state === 'out');
    const send = live[die % Math.max(1, live.length)];
    if (send === undefined || this.hung) return;
    if (send.state === 'travels') this.arrive(send, nowMs);
    else if (send.state === 'runs') {
      if (die % 3 === 0) return this.end(send, 'over', nowMs);
      send.state = 'out';
      send.hadPart = true;
      if (this.kind !== 'ldk') send.shown = 'truth';
    } else if (die % 3 === 0) this.end(send, 'paid', nowMs);
    else send.state = 'runs';
  }

  private arrive(send: Send, nowMs: number): void {
    const known = this.sends.some(
      (other) =>
        other !== send && (other.state === 'runs' || other.state === 'out' || other.state === 'paid'),
    );
    const ghost = this.sends.some((other) => other.shown === 'ghost');
    if (this.kind !== 'eclair' && (known || ghost)) return this.end(send, 'over', nowMs);
    send.state = 'runs';
    send.no = Math.max(...this.sends.map(({ no }) => no)) + 1;
    send.arrivedAtMs = nowMs;
    // CLN writes its row with the first part; LDK a moment after the send; LND and Eclair know it at once.
    send.shown = this.kind === 'lnd' || this.kind === 'eclair' ? 'truth' : 'nothing';
  }

  private end(send: Send, state: 'paid' | 'over', nowMs: number): void {
    send.state = state;
    send.endedAtMs = nowMs;
    if (this.kind === 'cln' && !send.hadPart) send.shown = 'nothing';
    if (this.kind === 'ldk' && send.arrivedAtMs >= 0 && !send.rowLost) send.shown = 'truth';
  }

  /** Connections do not outlive a daemon. What runs makes nothing new; what is out stays out; rows are lost or stay. */
  private restart(die: number, nowMs: number): void {
    this.epochNo += 1;
    this.hung = false;
    for (const send of this.sends) {
      send.callOpen = false;
      send.rowLost ||= send.shown === 'nothing';
      if (send.state === 'travels') send.state = 'over';
      if (send.state !== 'runs') continue;
      send.state = 'over';
      send.endedAtMs = nowMs;
      if (die % 3 === 0) send.shown = 'ghost';
      else if (die % 3 === 1 && this.kind === 'eclair') send.shown = 'nothing';
    }
    // Eclair: a payment that settles after the restart may stay `pending` for ever (eclair-observed.md §1 (1)).
    if (this.kind === 'eclair' && die % 5 === 0)
      for (const send of this.sends) if (send.state === 'out') send.shown = 'ghost';
  }

  /** What a look-up answers now. */
  lookup(die: number, nowMs: number, epochAtSend: DaemonEpoch | ''): NodeAnswer {
    if (this.hung || die % 7 === 6) return { kind: 'unknown', cause: 'timeout' };
    const asked = { hash: HASH, epoch: this.epoch, epochAtSend };
    const rows = this.shown();
    const last = rows.at(-1);
    switch (this.kind) {
      case 'lnd': {
        if (last === undefined)
          return rulesOf('lnd').resolve(
            { kind: 'grpc_error', code: 5, message: "payment isn't initiated" },
            asked,
          );
        const status = wordOf(last, 'IN_FLIGHT', 'SUCCEEDED', 'FAILED');
        const preimage = status === 'SUCCEEDED' ? PREIMAGE : ZEROS;
        const failureReason = status === 'FAILED' ? 'NO_ROUTE' : 'NONE';
        return rulesOf('lnd').resolve(
          {
            kind: 'payment',
            status,
            failureReason,
            preimage,
            feeMsat: 0n,
            paymentIndex: `${last.no}`,
            htlcs: [],
          },
          asked,
        );
      }
      case 'cln':
        return rulesOf('cln').resolve(this.clnRows(die), asked);
      case 'eclair':
        return rulesOf('eclair').resolve(
          {
            kind: 'rows',
            rows: rows.map((send) => ({
              parentId: `${send.no}`,
              createdAtMs: send.arrivedAtMs,
              // The read overtakes the end: the rows are older than the word that nothing runs (adapters.md §5.3).
              status: this.isStale(send, die, nowMs) ? 'failed' : wordOf(send, 'pending', 'sent', 'failed'),
              preimage: send.state === 'paid' ? PREIMAGE : '',
              feesPaidMsat: 0n,
              routeEmpty: false,
              failures: [],
            })),
          },
          asked,
        );
      case 'ldk': {
        if (last === undefined) return rulesOf('ldk').resolve({ kind: 'absent' }, asked);
        const status = wordOf(last, 'PENDING', 'SUCCEEDED', 'FAILED');
        const preimage = status === 'SUCCEEDED' ? PREIMAGE : '';
        return rulesOf('ldk').resolve(
          {
            kind: 'payment',
            direction: 'OUTBOUND',
            status,
            paymentKind: 'bolt11',
            preimage,
            feePaidMsat: null,
          },
          asked,
        );
      }
    }
  }

  /** What has a record, in the order in which it came. */
  private shown(): Send[] {
    return this.sends.filter(({ shown }) => shown !== 'nothing').sort((one, other) => one.no - other.no);
  }

  private isStale(send: Send, die: number, nowMs: number): boolean {
    return send.state === 'paid' && send.shown === 'truth' && die % 2 === 0 && nowMs <= send.endedAtMs + 200;
  }

  /** Between two parts the rows all say "failed" while the command runs; `listpays` knows of it, or not. */
  private clnRows(die: number) {
    const runs = this.sends.some(({ state }) => state === 'runs');
    const rows = this.shown().map((send) => ({
      groupid: `${send.no}`,
      status: send.state === 'runs' ? 'failed' : wordOf(send, 'pending', 'complete', 'failed'),
      amountMsat: 1000n,
      amountSentMsat: 1000n,
      preimage: send.state === 'paid' ? PREIMAGE : '',
    }));
    return { kind: 'rows', rows, listpaysPending: runs && die % 2 === 0 } as const;
  }

  /** What the pay call of a send answers now; null: it is still open. */
  payAnswer(send: Send, die: number, epochAtSend: DaemonEpoch | ''): NodeAnswer | null {
    if (die % 4 === 3) return { kind: 'unknown', cause: 'timeout' };
    if (this.hung || send.state === 'travels') return null;
    const asked = { hash: HASH, epoch: this.epoch, epochAtSend };
    const refused = send.state === 'over' && send.arrivedAtMs < 0;
    switch (this.kind) {
      case 'lnd':
        if (refused) return rulesOf('lnd').classifyPay({ kind: 'grpc_error', code: 6, message: '' }, asked);
        return send.state === 'over' ? this.lookup(0, 0, epochAtSend) : null;
      case 'cln': {
        if (refused)
          return rulesOf('cln').classifyPay(
            { kind: 'rpc_error', code: 219, message: '', after: this.clnRows(1) },
            asked,
          );
        // The command gives up, also with a part out.
        if (send.state === 'runs') {
          send.state = 'over';
          return rulesOf('cln').classifyPay(
            { kind: 'rpc_error', code: 205, message: '', after: this.clnRows(0) },
            asked,
          );
        }
        const code = send.hadPart ? 209 : 205;
        const said = { kind: 'rpc_error', code, message: '', after: this.clnRows(0) } as const;
        return send.state === 'over' ? rulesOf('cln').classifyPay(said, asked) : null;
      }
      case 'eclair':
        if (refused)
          return rulesOf('eclair').classifyPay({ kind: 'http_error', status: 400, error: '' }, asked);
        if (send.state !== 'over') return die % 2 === 0 ? { kind: 'unknown', cause: 'timeout' } : null;
        return rulesOf('eclair').classifyPay(
          { kind: 'payment-failed', id: `${send.no}`, failures: [] },
          asked,
        );
      case 'ldk':
        if (refused)
          return rulesOf('ldk').classifyPay(
            {
              kind: 'grpc_error',
              code: 9,
              message: 'A payment with the given hash has already been initiated.',
            },
            asked,
          );
        if (send.shown === 'nothing') return null;
        return rulesOf('ldk').classifyPay({ kind: 'initiated' }, asked);
    }
  }
}

function wordOf<Word>(send: Send, open: Word, paid: Word, failed: Word): Word {
  if (send.shown === 'ghost' || send.state === 'runs' || send.state === 'out') return open;
  return send.state === 'paid' ? paid : failed;
}
