import { readFileSync } from 'node:fs';
import { loadTopology } from '#harness/input/load-topology';
import { readDocument } from '#harness/input/read-document';
import { deriveSeed } from '#harness/sim/random';
import { runTrial } from '#harness/sim/trial';
import { decodeHistory } from '#reports/evidence/encoded-history';
import { pilotSchema } from '#scenarios/pilot-schema';

const pilot = readDocument('scenarios/pilots/quickstart.yaml', pilotSchema);
const topo = loadTopology('ln-100');
if (!topo.ok || !pilot.ok) process.exit(1);
const context = {
  pilot: pilot.value,
  network: topo.network,
  policyText: readFileSync('scenarios/policies/pilot-policy.yaml', 'utf8'),
};
const [, , name, i, pat] = process.argv;
const r = runTrial(
  context,
  { scenario: name!, index: Number(i), ordinal: 0, seed: deriveSeed('1', name!, Number(i)) },
  { history: 'keep' },
);
console.log(JSON.stringify(r.violations, null, 1));
for (const e of decodeHistory(r.history)) {
  if (e.kind === 'audit-recorded' || e.kind === 'balance-seen') continue;
  const line = `${e.seq} ${e.atMs.toFixed(1)} ${e.kind} ${Object.entries(e)
    .filter(([k, v]) => !['seq', 'atMs', 'kind'].includes(k) && v !== -1 && v !== '' && v !== 0)
    .map(([k, v]) => `${k}=${String(v).slice(0, 80)}`)
    .join(' ')}`;
  if (!pat || new RegExp(pat).test(line)) console.log(line);
}
