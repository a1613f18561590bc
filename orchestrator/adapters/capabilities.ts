/** The daemons that the orchestrator knows how to read. */
export type DaemonKind = 'plain' | 'lnd' | 'cln' | 'eclair' | 'ldk';

/**
 * Whether the same payment may be sent to the same node again, because the daemon deduplicates by hash itself, also
 * across its restarts. Only where real daemons were seen to do so (adapters.md §1.1 and the observed pages):
 *
 * - `plain`: the simulation's well-behaved node.
 * - `lnd`: yes, about 170 re-sends without a second payment (lnd-observed.md §1 (3)).
 * - `cln`: whole payments are deduplicated in memory only, so not across restarts.
 * - `eclair`: never; every call is a new payment.
 * - `ldk`: not after a restart; a real one then paid twice (ldk-observed.md §1).
 */
export const RESEND_SAFE: Readonly<Record<DaemonKind, boolean>> = {
  plain: true,
  lnd: true,
  cln: false,
  eclair: false,
  ldk: false,
};
