import { combination } from './combination.ts';

export const cursorLostUnderDuplicates = combination(
  'cursor-lost-under-duplicates',
  'The event stream resumes in the wrong place, and each event that is told comes several times (F42 with F37): a subscriber that counts events, or believes the last one, is wrong in both directions.',
);
