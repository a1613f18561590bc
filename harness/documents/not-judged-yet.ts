/** A property of the catalogue (properties-and-faults.md) that no invariant judges in the trials of a run. */
export interface NotJudged {
  readonly id: string;
  readonly title: string;
  /** Why there is no fold for it, and what stands in for it, if anything does. */
  readonly because: string;
  /** The test that holds it instead, from the root of the repository; none: it does not apply to what exists. */
  readonly test?: string;
}

/** Everything in S01–S35 and L01–L13 that is not in the registry; a test holds the two against each other. */
export const NOT_JUDGED_YET: readonly NotJudged[] = [
  {
    id: 'S31',
    title: 'Outbox',
    because:
      'There is none: the orchestrator sends no notifications. Clients ask, and get the stored answer (S07).',
  },
  {
    id: 'S33',
    title: 'Every word of a node is in exactly one class',
    because:
      'A property of a table, not of a history: the rules for each daemon are pure functions, and a generated word, known or not, must come out in one class and never as an exception or a failure by default.',
    test: 'orchestrator/adapters/rules.property.test.ts',
  },
  {
    id: 'S34',
    title: 'Isolation',
    because:
      'One history cannot show what would have happened without the fault: the same trials are played with one payer cut off and without, on corridors that share no payer, and only that payer’s intents may end differently.',
    test: 'harness/invariants/isolation.test.ts',
  },
  {
    id: 'S35',
    title: 'Upgrade',
    because:
      'There has been one version of the journal. What it wrote, in every state, is frozen as a fixture that today’s fold must read and go on from.',
    test: 'harness/invariants/upgrade.test.ts',
  },
];
