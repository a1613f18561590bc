import { combination } from './combination.ts';

export const crashThenLateCallbacks = combination(
  'crash-then-late-callbacks',
  'The orchestrator dies right after a payment has left, and what became of it is told to its next life only, late (F12 after the dispatch with F36; callers that lost the outcome in a restart refunded or paid again, Lightning.Pub PR #1019).',
);
