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
const m = new Map<string, number>();
const began = new Map<string, number>();
for (let i = 0; i < 270; i++) {
  const r = runTrial(
    context,
    { scenario: 'partial-commit', index: i, ordinal: 0, seed: deriveSeed('1', 'partial-commit', i) },
    { history: 'keep' },
  );
  for (const e of decodeHistory(r.history)) {
    if (e.kind === 'fault-touched' && e.state === 'orch.crash_at') m.set(e.cause, (m.get(e.cause) ?? 0) + 1);
    if (e.kind === 'fault-began' && e.state === 'orch.crash_at') {
      const c = JSON.parse(e.cause);
      const k = `died ${c.phase} ${c.boundary}`;
      began.set(k, (began.get(k) ?? 0) + 1);
    }
  }
}
for (const [k, v] of [...began].sort()) console.log(k, v, m.get(k) ?? 0);
