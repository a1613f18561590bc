import type { ClnPaid, ClnPayError, ClnRows, ClnSendpay } from '#orchestrator/adapters/cln/said';
import type { FailureReason } from '#orchestrator/domain/outcome';
import type { PaymentRun } from '../payment-run.ts';
import type { PaySaid } from './said.ts';
import type { RunBooks } from './several-runs.ts';

interface Row {
  status: 'pending' | 'complete' | 'failed';
  readonly paidMsat: number;
  readonly feeMsat: number;
  endedAtMs: number;
  /** Its end is lost in a power cut, until the channel tells it again. */
  unlearned: boolean;
}

/** The rows of one `xpay`: parts with one groupid. */
export class ClnGroup implements RunBooks {
  readonly groupid: string;
  readonly run: PaymentRun;
  readonly begunAtMs: number;
  readonly #rows: Row[] = [];

  constructor(groupid: string, run: PaymentRun, begunAtMs: number) {
    this.groupid = groupid;
    this.run = run;
    this.begunAtMs = begunAtMs;
  }

  get state(): RunBooks['state'] {
    let settled = false;
    for (const row of this.#rows) {
      if (shown(row) === 'pending') return 'in_flight';
      if (row.status === 'complete') settled = true;
    }
    return settled ? 'settled' : 'failed';
  }

  get preimage(): string {
    return this.state === 'settled' ? this.run.preimage : '';
  }

  get feeMsat(): number {
    return this.#sum(({ feeMsat }) => feeMsat);
  }

  get paidMsat(): number {
    return this.#sum(({ paidMsat }) => paidMsat);
  }

  get rows(): ClnSendpay[] {
    return this.#rows.map((row) => ({
      groupid: this.groupid,
      status: shown(row),
      amountMsat: BigInt(row.paidMsat),
      amountSentMsat: BigInt(row.paidMsat + row.feeMsat),
      preimage: shown(row) === 'complete' ? this.run.preimage : '',
    }));
  }

  get unlearned(): boolean {
    return this.#rows.some((row) => row.unlearned);
  }

  add(paidMsat: number, feeMsat: number): void {
    this.#rows.push({ status: 'pending', paidMsat, feeMsat, endedAtMs: -1, unlearned: false });
  }

  resolve(part: number, settled: boolean, nowMs: number): void {
    const row = this.#rows[part]!;
    row.status = settled ? 'complete' : 'failed';
    row.endedAtMs = nowMs;
  }

  isSinglePartOf(amountMsat: number): boolean {
    const complete = this.#rows.filter(({ status }) => status === 'complete');
    return complete.length === 1 && complete[0]!.paidMsat === amountMsat;
  }

  /** `xpay` ends at the first preimage and takes all that is out for settled. */
  paid(): ClnPaid {
    const parts = this.#rows.filter(({ status }) => status !== 'failed');
    let amountMsat = 0;
    let feeMsat = 0;
    for (const part of parts) {
      amountMsat += part.paidMsat;
      feeMsat += part.feeMsat;
    }
    return {
      kind: 'paid',
      preimage: this.run.preimage,
      amountMsat: BigInt(amountMsat),
      amountSentMsat: BigInt(amountMsat + feeMsat),
      successfulParts: parts.length,
    };
  }

  unlearn(sinceMs: number): void {
    for (const row of this.#rows) if (row.endedAtMs > sinceMs) row.unlearned = true;
  }

  learn(): void {
    for (const row of this.#rows) row.unlearned = false;
  }

  /** An old database is put back: what ended since looks pending, and nothing will ever tell. False: it is as it was. */
  orphan(toMs: number): boolean {
    const since = this.#rows.filter((row) => row.endedAtMs > toMs);
    for (const row of since) {
      row.status = 'pending';
      row.endedAtMs = -1;
    }
    return since.length > 0;
  }

  endedBefore(ms: number): boolean {
    return this.#rows.every((row) => shown(row) !== 'pending' && row.endedAtMs < ms);
  }

  #sum(of: (row: Row) => number): number {
    let sum = 0;
    for (const row of this.#rows) if (shown(row) === 'complete') sum += of(row);
    return sum;
  }
}

function shown(row: Row): Row['status'] {
  return row.unlearned ? 'pending' : row.status;
}

export function said(words: ClnPaid | ClnPayError): PaySaid {
  return { daemon: 'cln', said: words };
}

type Trouble = FailureReason | '' | 'expired' | 'in progress' | 'paid' | 'paid otherwise' | 'plugin died';

/** The error with which `xpay` ends, and the rows as they were then (adapters.md §4.3, core-lightning-observed.md §6). */
export function errorOf(why: Trouble, after: ClnRows | null, tries = 0): ClnPayError {
  const [code, message] = codeOf(why, tries);
  return { kind: 'rpc_error', code, message, after };
}

function codeOf(why: Trouble, tries: number): readonly [number, string] {
  switch (why) {
    case 'expired':
      return [207, 'Invoice expired 1 seconds ago'];
    case 'paid':
      return [219, 'Already paid this invoice successfully'];
    case 'in progress':
      return [
        -3,
        'Unexpected injectpaymentonion error 200: {"code":200,"message":"Payment with groupid=1 still in progress, cannot retry before that completes."}',
      ];
    case 'paid otherwise':
      return [
        -3,
        'Unexpected injectpaymentonion error 201: {"code":201,"message":"Already succeeded other parts"}',
      ];
    case 'plugin died':
      return [-4, 'Plugin terminated before replying to RPC call.'];
    case 'incorrect_payment_details':
      return [203, "Destination said it doesn't know invoice: incorrect_or_unknown_payment_details"];
    case 'timeout':
      return [209, `Timed out after after ${tries} attempts. `];
    default:
      return tries === 0
        ? [205, 'We could not find a usable set of paths.']
        : [209, `Failed after ${tries} attempts. We could not find a usable set of paths.`];
  }
}
