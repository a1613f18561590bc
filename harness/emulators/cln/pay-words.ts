import type { ClnPayError } from '#orchestrator/adapters/cln/said';
import type { DecodedBolt11, EmulatedChannel } from '../desk.ts';
import { direction, scid, spendableMsat } from './methods/channels.ts';
import type { PartRow } from './sendpay-rows.ts';

/** What the daemon knows when it says why it could not pay. */
export interface PayTrouble {
  readonly invoice: DecodedBolt11;
  readonly amountMsat: number;
  readonly rows: readonly PartRow[];
  readonly channels: readonly EmulatedChannel[];
  readonly pubkey: string;
  readonly nowMs: number;
}

const NO_PATHS = 'We could not find a usable set of paths.';

/**
 * The text of an error of `xpay`. The state machine knows its code and its kind; the figures in it are filled in here, as
 * v26.06.6 writes them (transcripts of core-lightning-observed.md §7). −3 has its real code only in this text.
 */
export function payErrorText({ code, message }: ClnPayError, trouble: PayTrouble): string {
  switch (code) {
    case 207:
      return `Invoice expired ${expiredSeconds(trouble)} seconds ago`;
    case 205:
      return `Failed: ${noPathsText(trouble)}`;
    case -3:
      return aroundInjection(message, trouble);
    default:
      return message;
  }
}

function expiredSeconds({ invoice, nowMs }: PayTrouble): number {
  return Math.max(1, Math.floor((nowMs - invoice.createdAtMs) / 1000) - invoice.expirySeconds);
}

/** 205 has no structured reason: what is short is in the prose only (core-lightning-observed.md §6). */
export function noPathsText(trouble: Pick<PayTrouble, 'amountMsat' | 'channels' | 'pubkey'>): string {
  return `${NO_PATHS} ${whyNoPaths(trouble)}`.trimEnd();
}

function whyNoPaths({ amountMsat, channels, pubkey }: Parameters<typeof noPathsText>[0]): string {
  const open = channels.filter(({ active }) => active);
  if (open.length === 0) return `All ${channels.length} channels to the source are disabled.`;
  const totalMsat = open.reduce((sum, { capacityMsat }) => sum + capacityMsat, 0);
  if (totalMsat < amountMsat)
    return `Total source capacity is only ${totalMsat}msat (in ${open.length} channels).`;
  const [largest] = open.toSorted((a, b) => spendableMsat(b) - spendableMsat(a));
  const mostMsat = spendableMsat(largest!);
  if (mostMsat >= amountMsat) return '';
  const id = scid(largest!.shortId);
  const side = direction(pubkey, largest!.peerPubkey);
  const shortest = `The shortest path is ${id}, but ${id}/${side}`;
  // What no single channel could ever carry is said in other words than what this one cannot now.
  return amountMsat > largest!.capacityMsat
    ? `${shortest}  (created by layer auto.localchans) isn't big enough to carry ${amountMsat}msat.`
    : `${shortest} layer auto.localchans says max is ${mostMsat}msat`;
}

function aroundInjection(message: string, { rows, amountMsat }: PayTrouble): string {
  const pending = rows.find(({ status }) => status === 'pending');
  const complete = rows.find(({ status }) => status === 'complete');
  if (message.includes('error 200') && pending !== undefined)
    return injection(
      200,
      `Payment with groupid=${pending.groupid} still in progress, cannot retry before that completes.`,
    );
  if (message.includes('error 201') && complete !== undefined)
    return injection(201, `Already succeeded with amount ${complete.amountMsat}msat (not ${amountMsat}msat)`);
  return message;
}

function injection(code: number, message: string): string {
  return `Unexpected injectpaymentonion error ${code}: ${JSON.stringify({ code, message })}`;
}
