import { readFileSync } from 'node:fs';
import { loadTopology } from '#harness/input/load-topology';
import { readDocument } from '#harness/input/read-document';
import { deriveSeed } from '#harness/sim/random';
import { runTrial } from '#harness/sim/trial';
import { pilotSchema } from '#scenarios/pilot-schema';

const pilot = readDocument('scenarios/pilots/quickstart.yaml', pilotSchema);
if (!pilot.ok) {
  console.log(pilot.problems);
  process.exit(1);
}
const topo = loadTopology('ln-100');
if (!topo.ok) {
  console.log(topo);
  process.exit(1);
}
const context = {
  pilot: pilot.value,
  network: topo.network,
  policyText: readFileSync('scenarios/policies/pilot-policy.yaml', 'utf8'),
};
const only = process.argv[2];
const n = Number(process.argv[3] ?? 3);
const mutant = process.argv[4];
for (const { name } of pilot.value.scenarios) {
  if (only && only !== 'all' && only !== name) continue;
  const t0 = performance.now();
  let ev = 0,
    intents = 0,
    settled = 0;
  const v = new Map<string, string[]>();
  const eff = new Map<string, number>();
  for (let i = 0; i < n; i++) {
    const spec = { scenario: name, index: i, ordinal: i, seed: deriveSeed('1', name, i) };
    try {
      const r = runTrial(context, spec, { history: 'keep', ...(mutant && { mutant }) });
      ev += r.eventCount;
      intents += r.intentCount;
      settled += r.settledCount;
      for (const f of r.faults) eff.set(f.kind, (eff.get(f.kind) ?? 0) + f.effects);
      for (const x of r.violations)
        v.set(x.invariant, [...(v.get(x.invariant) ?? []), `#${i} ${x.atMs}ms ${x.because}`]);
    } catch (e) {
      console.log(name, i, e);
    }
  }
  console.log(
    name,
    `${((performance.now() - t0) / n).toFixed(1)} ms/trial`,
    ev / n,
    'events',
    intents,
    settled,
    JSON.stringify(Object.fromEntries(eff)),
  );
  for (const [k, x] of v) console.log('   ', k, x.length, x.slice(0, 3).join('\n          '));
}
