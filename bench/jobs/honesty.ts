import { createHash } from 'node:crypto';
import { deriveSeed } from '#harness/sim/random';
import { FAULT_LABELS } from '../honesty/draw.ts';
import { count, playTrial, type TrialReport } from '../honesty/trial.ts';
import { wireNamed } from '../wire/wires.ts';

const CALLS_A_TRIAL = 250;

/**
 * Pay calls through one adapter under swarm faults, in trials that follow from their seeds. `honesty.ts WIRE CALLS`; one trial
 * again, with all that was said: `honesty.ts WIRE 0 SEED`.
 */
const [wireName, callsText, again] = process.argv.slice(2);
const wire = wireNamed(wireName);
if (again === undefined) await playAll(Number(callsText));
else {
  const trial = await playTrial({ wire, seed: again, calls: CALLS_A_TRIAL });
  for (const line of linesOf(trial)) console.log(line);
  console.log(JSON.stringify(trial.lies, null, 1));
  process.exitCode = trial.lies.length === 0 ? 0 : 1;
}

async function playAll(calls: number): Promise<void> {
  const said: Record<string, Map<string, number>> = {
    pay: new Map(),
    lookup: new Map(),
    concluded: new Map(),
  };
  const struck = new Map(FAULT_LABELS.map((label) => [label, 0]));
  const troubles = new Map<string, number>();
  const lies: { seed: string; why: string }[] = [];
  let hints = 0;

  const startedMs = performance.now();
  const seedOf = (index: number) => deriveSeed('1', 'honesty', wire, index);
  const digests: string[] = [];
  let payCalls = 0;
  for (let index = 0; payCalls < calls; index++) {
    const seed = seedOf(index);
    const trial = await playTrial({ wire, seed, calls: CALLS_A_TRIAL });
    if (index === 0) digests.push(digest(trial));
    for (const { via, answer } of trial.heard) {
      if (via === 'pay') payCalls += 1;
      count(said[via]!, wordOf(answer));
    }
    for (const { outcome } of trial.concluded) count(said.concluded!, outcome);
    for (const [label, times] of trial.struck) count(struck, label, times);
    for (const [label, times] of trial.troubles) count(troubles, label, times);
    for (const { hash, why } of trial.lies) lies.push({ seed, why: `${hash.slice(0, 8)} ${why}` });
    hints += trial.hints;
  }
  // The first trial again: what is found must be found again.
  digests.push(digest(await playTrial({ wire, seed: seedOf(0), calls: CALLS_A_TRIAL })));
  console.log(
    JSON.stringify({
      payCalls,
      lookups: [...said.lookup!.values()].reduce((sum, one) => sum + one, 0),
      lies,
      pay: Object.fromEntries(said.pay!),
      lookup: Object.fromEntries(said.lookup!),
      concluded: Object.fromEntries(said.concluded!),
      struck: Object.fromEntries(struck),
      troubles: Object.fromEntries(troubles),
      hints,
      isSame: digests[0] === digests[1],
      seconds: (performance.now() - startedMs) / 1000,
    }),
  );
}

/** The kind, and whether a failure or an unknown end says more. */
function wordOf(answer: TrialReport['heard'][number]['answer']): string {
  if (answer.kind === 'unknown') return `unknown ${answer.cause}`;
  if (answer.kind !== 'failed') return answer.kind;
  return answer.unconfirmed === true || answer.mayResume === true ? 'failed unconfirmed' : 'failed';
}

function linesOf({ heard }: TrialReport): string[] {
  return heard.map(({ hash, via, askedAtMs, answer }) => {
    const words = JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    return `${askedAtMs} ${via} ${hash.slice(0, 8)} ${words}`;
  });
}

function digest(trial: TrialReport): string {
  return createHash('sha256').update(linesOf(trial).join('\n')).digest('hex');
}
