/** Bit of the mandatory form → name, as Eclair 0.13.1 knows them (`Features.scala`). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'option_data_loss_protect'],
  [4, 'option_upfront_shutdown_script'],
  [6, 'gossip_queries'],
  [8, 'var_onion_optin'],
  [10, 'gossip_queries_ex'],
  [12, 'option_static_remotekey'],
  [14, 'payment_secret'],
  [16, 'basic_mpp'],
  [18, 'option_support_large_channel'],
  [20, 'option_anchor_outputs'],
  [22, 'option_anchors_zero_fee_htlc_tx'],
  [24, 'option_route_blinding'],
  [26, 'option_shutdown_anysegwit'],
  [28, 'option_dual_fund'],
  [34, 'option_quiesce'],
  [36, 'option_attribution_data'],
  [38, 'option_onion_messages'],
  [42, 'option_provide_storage'],
  [44, 'option_channel_type'],
  [46, 'option_scid_alias'],
  [48, 'option_payment_metadata'],
  [50, 'option_zeroconf'],
  [54, 'keysend'],
  [60, 'option_simple_close'],
  [148, 'trampoline_payment_prototype'],
]);

export interface FeaturesJson {
  readonly activated: Readonly<Record<string, 'mandatory' | 'optional'>>;
  readonly unknown: readonly number[];
}

export function featuresJson(bits: readonly number[]): FeaturesJson {
  const activated: Record<string, 'mandatory' | 'optional'> = {};
  const unknown: number[] = [];
  for (const bit of bits) {
    const name = NAMES.get(bit & ~1);
    if (name === undefined) unknown.push(bit);
    else activated[name] = (bit & 1) === 0 ? 'mandatory' : 'optional';
  }
  return { activated, unknown };
}

/** Whether something is demanded that Eclair does not know: then a payment fails without a trace (adapters.md §5.3). */
export function demandsUnknown(bits: readonly number[]): boolean {
  return bits.some((bit) => (bit & 1) === 0 && !NAMES.has(bit));
}

/** What a node of this version says of itself, as recorded (`readiness` of the transcripts). */
export const NODE_FEATURES: FeaturesJson = {
  activated: {
    keysend: 'optional',
    option_simple_close: 'optional',
    option_route_blinding: 'optional',
    option_attribution_data: 'optional',
    option_dual_fund: 'optional',
    gossip_queries_ex: 'optional',
    option_data_loss_protect: 'mandatory',
    var_onion_optin: 'mandatory',
    option_static_remotekey: 'mandatory',
    option_scid_alias: 'optional',
    option_onion_messages: 'optional',
    option_support_large_channel: 'optional',
    option_anchors_zero_fee_htlc_tx: 'optional',
    payment_secret: 'mandatory',
    option_shutdown_anysegwit: 'optional',
    option_channel_type: 'mandatory',
    basic_mpp: 'optional',
    gossip_queries: 'optional',
    option_quiesce: 'optional',
    option_payment_metadata: 'optional',
  },
  unknown: [],
};
