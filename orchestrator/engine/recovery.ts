import { evolve } from '../domain/evolve.ts';
import { isTerminal } from '../domain/status.ts';
import type { PolicyEngine } from '../policy/decision.ts';
import type { Journal } from '../ports/journal.ts';
import type { EngineCore } from './core.ts';
import type { Entry } from './entry.ts';
import { newEntry } from './entry.ts';
import type { LedgerView } from './ledger-view.ts';
import { policyQuestion } from './policy-question.ts';

/**
 * The ledger as the journal has it; gives the number of groups read.
 * @throws Error when the journal does not make sense: then nothing may be paid.
 */
export function foldJournal(
  journal: Pick<Journal, 'replay'>,
  ledger: LedgerView,
  keyScope: EngineCore['keyScope'],
): number {
  let groups = 0;
  journal.replay((group) => {
    groups++;
    for (const event of group.events) {
      let entry = ledger.get(group.intent);
      if (event.type === 'intent_received') {
        const { intent } = event;
        entry = newEntry(intent.id, keyScope(intent.tenant, intent.idempotencyKey), intent.fingerprint);
        ledger.add(entry, intent.hash);
      }
      if (entry === undefined) throw new Error(`journal: ${event.type} for unknown intent ${group.intent}`);
      entry.state = evolve(entry.state, event);
    }
  });
  return groups;
}

/** Rolling windows count what was allowed and has not ended unpaid, each at the moment of its last decision. */
export function refillWindows(ledger: LedgerView, policy: PolicyEngine): void {
  const counted: Entry[] = [];
  for (const entry of ledger.entries()) {
    const { decision, status } = entry.state!;
    if (decision === null || decision.effect === 'deny') continue;
    if (isTerminal(status) && status !== 'settled') continue;
    entry.windowedAtMs = decision.decidedAtMs;
    counted.push(entry);
  }
  counted.sort((one, other) => one.windowedAtMs - other.windowedAtMs);
  for (const entry of counted) policy.reserve(policyQuestion(entry.state!.intent, entry.windowedAtMs));
}

/** The same for windows that are new and empty while the process runs: what is counted stays counted at its moment. */
export function recountWindows(ledger: LedgerView, policy: PolicyEngine): void {
  const counted = [...ledger.entries()].filter((entry) => entry.windowedAtMs >= 0);
  counted.sort((one, other) => one.windowedAtMs - other.windowedAtMs);
  for (const entry of counted) {
    const { intent } = entry.state ?? entry.pending!.state;
    policy.reserve(policyQuestion(intent, entry.windowedAtMs));
  }
}
