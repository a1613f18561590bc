/** A property of the catalogue (properties-and-faults.md) that no invariant judges in this version. */
export interface NotJudged {
  readonly id: string;
  readonly title: string;
  /** Why there is none, and what stands in for it, if anything does. */
  readonly because: string;
}

/** Everything in S01–S35 and L01–L13 that is not in the registry; a test holds the two against each other. */
export const NOT_JUDGED_YET: readonly NotJudged[] = [
  {
    id: 'S17',
    title: 'The reconciler is idempotent',
    because:
      'By construction: it moves no state, it only asks for look-ups. No fold over the history confirms it yet.',
  },
  {
    id: 'S18',
    title: 'Reservations are kept and released once',
    because: 'Unit-tested in `orchestrator/routing`; the history has no event for a reservation.',
  },
  {
    id: 'S21',
    title: 'Fail closed without a policy',
    because: 'No fault strikes the policy engine yet (F60–F62).',
  },
  {
    id: 'S22',
    title: 'Kill switch',
    because: 'The policy obeys it (unit-tested), but no scenario throws it while payments run.',
  },
  {
    id: 'S24',
    title: 'Callback authenticity',
    because: 'Judged within S23: forged callbacks are callbacks.',
  },
  { id: 'S28', title: 'No secret in the output', because: 'Needs adapters that hold secrets.' },
  {
    id: 'S29',
    title: 'Time bounds of a dispatch',
    because: 'The decider refuses a dispatch after deadline or expiry; no invariant watches it from outside.',
  },
  {
    id: 'S30',
    title: 'Retry budget',
    because: 'The decider holds it; L02 uses the budget, but nothing judges that it is never exceeded.',
  },
  { id: 'S31', title: 'Outbox', because: 'The orchestrator sends no notifications yet.' },
  {
    id: 'S32',
    title: 'Crash consistency',
    because:
      'Not one fold: `partial-commit` crashes at every write boundary, and every other invariant must hold there.',
  },
  {
    id: 'S33',
    title: 'Classifier of node errors',
    because: 'Comes with the adapters of real daemons: simulated nodes answer with classes, not with texts.',
  },
  { id: 'S34', title: 'Isolation', because: 'Needs the same trial with and without the fault, compared.' },
  { id: 'S35', title: 'Upgrade', because: 'There is one version.' },
  {
    id: 'L07',
    title: 'Breakers close again',
    because: 'Unit-tested in `orchestrator/routing/breaker.test.ts`.',
  },
  { id: 'L08', title: 'Queues drain after overload', because: 'No scenario overloads the orchestrator.' },
  { id: 'L09', title: 'Kill switch takes effect in time', because: 'As S22.' },
  {
    id: 'L10',
    title: 'Approvals surface and expire',
    because:
      'Approvals are asked for and given in every trial; that none is left over is judged by L01 only.',
  },
  { id: 'L11', title: 'Reservations are released', because: 'As S18.' },
  {
    id: 'L12',
    title: 'Lost event cursor heals',
    because: 'The orchestrator follows no event stream: it looks up by hash, and callbacks are hints.',
  },
  {
    id: 'L13',
    title: 'Core liveness with a node gone for good',
    because: 'Every fault heals in this version.',
  },
];
