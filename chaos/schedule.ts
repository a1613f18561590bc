import { z } from 'zod';
import { faultSchema, type TimedFault } from './registry.ts';

/** More faults than this in one trial hide each other and never shrink in time. */
export const SCHEDULE_FAULTS_MAX = 200;

/**
 * What is injected into one trial, as plain data. Any subset of a schedule is a schedule: targets are ordinals modulo
 * what exists, so shrinking may delete faults freely. The position in the ordered schedule is the fault's ordinal in
 * the history.
 */
export type Schedule = readonly TimedFault[];

export const scheduleSchema = z.array(faultSchema).max(SCHEDULE_FAULTS_MAX);

/** By time; faults of the same moment keep their order. */
export function orderSchedule(faults: Schedule): Schedule {
  return faults.toSorted((one, other) => one.atMs - other.atMs);
}
