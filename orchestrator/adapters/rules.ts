import type { NodeAnswer } from '../domain/node-answer.ts';
import type { Asked } from './asked.ts';
import { type DaemonKind, RESEND_SAFE } from './capabilities.ts';
import { classifyClnPay } from './cln/classify-pay.ts';
import { resolveCln } from './cln/resolve.ts';
import type { ClnLookupSaid, ClnPaySaid } from './cln/said.ts';
import { classifyEclairPay } from './eclair/classify-pay.ts';
import { resolveEclair } from './eclair/resolve.ts';
import type { EclairLookupSaid, EclairPaySaid } from './eclair/said.ts';
import { classifyLdkPay } from './ldk/classify-pay.ts';
import { resolveLdk } from './ldk/resolve.ts';
import type { LdkLookupSaid, LdkPaySaid } from './ldk/said.ts';
import { classifyLndPay } from './lnd/classify-pay.ts';
import { resolveLnd } from './lnd/resolve.ts';
import type { LndLookupSaid, LndPaySaid } from './lnd/said.ts';

/**
 * How the words of one daemon are read: pure, total, each word in exactly one class (S33). The simulation reads its
 * nodes through them, and so does an adapter of a real daemon.
 */
export interface DaemonRules<PaySaid, LookupSaid> {
  /** What the answer to a pay call means. */
  classifyPay(said: PaySaid, asked: Asked): NodeAnswer;
  /** What the answer to a look-up by hash means. */
  resolve(said: LookupSaid, asked: Asked): NodeAnswer;
  /** Whether the same payment may be sent to the same node again. */
  readonly resendSafe: boolean;
}

/** The words of each daemon. The simulation's `plain` node speaks in `NodeAnswer` and needs no rules. */
export interface Saids {
  readonly lnd: { readonly pay: LndPaySaid; readonly lookup: LndLookupSaid };
  readonly cln: { readonly pay: ClnPaySaid; readonly lookup: ClnLookupSaid };
  readonly eclair: { readonly pay: EclairPaySaid; readonly lookup: EclairLookupSaid };
  readonly ldk: { readonly pay: LdkPaySaid; readonly lookup: LdkLookupSaid };
}
export type RealDaemon = Exclude<DaemonKind, 'plain'>;
export type RulesOf<Kind extends keyof Saids> = DaemonRules<Saids[Kind]['pay'], Saids[Kind]['lookup']>;

const RULES: { readonly [Kind in RealDaemon]: RulesOf<Kind> } = {
  lnd: { classifyPay: classifyLndPay, resolve: resolveLnd, resendSafe: RESEND_SAFE.lnd },
  cln: { classifyPay: classifyClnPay, resolve: resolveCln, resendSafe: RESEND_SAFE.cln },
  eclair: { classifyPay: classifyEclairPay, resolve: resolveEclair, resendSafe: RESEND_SAFE.eclair },
  ldk: { classifyPay: classifyLdkPay, resolve: resolveLdk, resendSafe: RESEND_SAFE.ldk },
};

export function rulesOf<Kind extends RealDaemon>(kind: Kind): RulesOf<Kind> {
  return RULES[kind];
}
