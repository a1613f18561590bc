import { combination } from './combination.ts';

export const flipUnderApproval = combination(
  'flip-under-approval',
  'The policy is replaced while a person decides, and she is late, approves twice, takes it back or says nothing (F61 with F63). No payment may rest on a decision that is not in force, nor on an approval that is not.',
);
