import { combination } from './combination.ts';

export const commitUnknownWithTwin = combination(
  'commit-unknown-with-twin',
  'The database does not say whether a commit was kept, and a second orchestrator takes the journal over before the first knows: a failover in the middle of a write (F17 with F13). Only the latest claim may write or pay.',
);
