import type { TimedFault } from '#chaos/registry';
import type { Schedule } from '#chaos/schedule';

const storm = { atMs: 0, durMs: 19_000 } as const;
const payers = [0, 1, 2] as const;

const lost: Schedule = payers.flatMap((node): TimedFault[] => [
  { kind: 'net.response_lost', ...storm, node, call: 'pay', count: 3 },
  { kind: 'net.request_lost', ...storm, node, call: 'pay', count: 3 },
]);
/** Every route costs more than any cap: definitive failures, and retries. */
const dear: TimedFault = {
  kind: 'ln.fee_or_cltv_bump',
  atMs: 2000,
  durMs: 4000,
  of: 'network',
  node: 0,
  channel: 0,
  channels: 10_000,
  addBaseMsat: 1_000_000,
  addFeePpm: 0,
  addCltvBlocks: 0,
};
const hang: TimedFault = { kind: 'node.hang', atMs: 500, durMs: 19_000, role: 'payer', node: 0 };
/** Nobody can pay: intents wait. */
const down: Schedule = payers.map((node) => ({
  kind: 'node.stop_graceful',
  atMs: 1500,
  durMs: 9000,
  role: 'payer',
  node,
}));
const flaps: Schedule = payers.map((node) => ({
  kind: 'node.flap',
  atMs: 3000,
  durMs: 16_000,
  role: 'payer',
  node,
  cycles: 6,
  downPct: 30,
}));
const review: TimedFault = {
  kind: 'policy.version_flip_midflight',
  atMs: 0,
  durMs: 12_000,
  change: 'approval_for_all',
};
const flip: TimedFault = {
  kind: 'policy.version_flip_midflight',
  atMs: 3000,
  durMs: 5000,
  change: 'version_only',
};
const closed: TimedFault = { ...flip, change: 'corridor_closed' };
const pressed: TimedFault = { kind: 'killswitch.toggle', atMs: 2000, durMs: 16_000, flaps: 3 };
const slow: TimedFault = { kind: 'store.slow', ...storm, delayMs: 700 };
const hold: TimedFault = {
  kind: 'ln.payee_hold',
  ...storm,
  node: 0,
  payees: 10_000,
  holdMs: 25_000,
  sharePct: 50,
  ends: 'cancel',
};
const revoked = (how: 'refused' | 'canceled', afterMs: number): TimedFault => ({
  kind: 'human.revoke',
  ...storm,
  afterMs,
  how,
});
const expired: TimedFault = { kind: 'ln.invoice', ...storm, defect: 'expired', count: 20 };

/** Trouble of so many sorts that, together, every write of the orchestrator is passed in every state in which it can be. */
export const TROUBLES: readonly Schedule[] = [
  [],
  lost,
  [...lost, dear],
  [...lost, hang],
  [...lost, ...flaps],
  [...lost, ...flaps, hold],
  [review, ...lost],
  [review, revoked('canceled', 0)],
  [review, revoked('refused', 3000), ...lost, hang],
  [review, revoked('refused', 8000), ...lost, hang],
  [closed, slow, ...lost],
  [pressed, review, closed],
  [pressed, slow],
  [hold, dear, ...lost],
  [expired, ...lost],
  [review, { kind: 'human.late', ...storm, lateMs: 0 }, slow],
  [{ kind: 'store.error', ...storm, code: 'full', sharePct: 40 }, dear, ...lost],
  down,
  [...down, review, revoked('refused', 500)],
  [...down, review, revoked('canceled', 500)],
  [...down, flip],
];
