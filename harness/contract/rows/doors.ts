import { NodeRefused, type RefusalKind } from '#orchestrator/ports/lightning-node';
import type { Findings } from '../findings.ts';
import type { ClientWish, Rig } from '../rig.ts';
import type { ContractRow } from '../row.ts';
import { lookup, payCall, refusal } from './steps.ts';

/** A client that cannot be used: it says why when it is probed, and nothing that it says is about a payment. */
async function isKeptOut(rig: Rig, found: Findings, wish: ClientWish, kinds: readonly RefusalKind[]) {
  const node = await rig.open(wish);
  const refused = await refusal(rig, node.probe());
  const kind = refused instanceof NodeRefused ? refused.kind : 'none';
  found.that(
    kinds.includes(kind as RefusalKind),
    `probe is refused as "${kind}", expected ${kinds.join(' or ')}`,
  );
  return node;
}

export const DOORS: readonly ContractRow[] = [
  {
    id: 'door.wrong-credentials',
    promise: 'Wrong credentials are refused as such; a pay call with them sends nothing and has not failed.',
    source: 'lnd-observed.md §6; core-lightning-observed.md §8; adapters.md §5.3',
    needs: ['credentials'],
    async run(rig, found) {
      const node = await isKeptOut(rig, found, { kind: 'wrong credentials' }, ['credentials']);
      const invoice = rig.friend.invoice();
      const answer = await rig.time.until(node.pay(payCall(rig, invoice)));
      found.kind(answer, ['rejected', 'not_sent', 'unknown'], 'pay');
      found.kind(await lookup(rig, invoice.hash, node), ['unknown', 'not_sent'], 'look-up');
      found.same((await rig.time.until(node.health())).reachable, false, 'reachable');
      found.same(rig.truth.runs(invoice.hash).length, 0, 'how often it was sent');
    },
  },
  {
    id: 'door.wrong-certificate',
    promise:
      'A daemon that shows another certificate is not spoken to: no credential leaves, no payment is sent.',
    source: 'lnd-observed.md §6; adapters.md §4.1',
    needs: ['certificate'],
    async run(rig, found) {
      const node = await isKeptOut(rig, found, { kind: 'wrong certificate' }, ['certificate']);
      const invoice = rig.friend.invoice();
      const answer = await rig.time.until(node.pay(payCall(rig, invoice)));
      found.kind(answer, ['not_sent', 'unknown'], 'pay');
      found.same(rig.truth.runs(invoice.hash).length, 0, 'how often it was sent');
    },
  },
  {
    id: 'door.wrong-network',
    promise: 'A daemon of another network than expected is refused as such.',
    source: 'adapters.md §3.6, §4.6, §5.6',
    needs: ['other-network'],
    async run(rig, found) {
      await isKeptOut(rig, found, { kind: 'other network' }, ['wrong_network']);
    },
  },
  {
    id: 'door.version-too-old',
    promise: 'A daemon that is older than the oldest declared version is refused as such.',
    source: 'adapters.md §3.6, §4.6, §5.6',
    needs: ['versions'],
    async run(rig, found) {
      await isKeptOut(rig, found, { kind: 'version', version: 'too old' }, ['version_too_old']);
    },
  },
  {
    id: 'door.oldest-version',
    promise: 'A daemon of the oldest declared version is spoken to, and pays.',
    source: 'adapters.md §3.6, §4.6, §5.6',
    needs: ['versions'],
    async run(rig, found) {
      const node = await rig.open({ kind: 'version', version: 'oldest' });
      const { version } = await rig.time.until(node.probe());
      const { oldestVersion } = node.capabilities;
      found.that(
        version.startsWith(oldestVersion),
        `it is ${version}, the oldest declared is ${oldestVersion}`,
      );
      const invoice = rig.friend.invoice();
      found.kind(await rig.time.until(node.pay(payCall(rig, invoice))), ['settled'], 'pay');
      found.kind(await lookup(rig, invoice.hash, node), ['settled'], 'look-up');
    },
  },
  {
    id: 'door.huge-answer',
    promise:
      'An answer that is larger than any can be is not read to its end, and says nothing of a payment.',
    source: 'adapters.md §3.1, §4.1',
    needs: ['giant'],
    async run(rig, found) {
      const node = await isKeptOut(rig, found, { kind: 'giant' }, ['malformed']);
      const invoice = rig.friend.invoice();
      found.kind(await rig.time.until(node.pay(payCall(rig, invoice))), ['unknown'], 'pay');
      found.kind(await lookup(rig, invoice.hash, node), ['unknown'], 'look-up');
    },
  },
];
