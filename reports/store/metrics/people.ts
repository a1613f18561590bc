import { type MetricView, SLICED } from './metric-view.ts';

/** Intents that raised an exception for an operator ÷ intents of the tier. */
export const MANUAL_INTERVENTION: MetricView = {
  name: 'manual_intervention_facts',
  comment:
    'Raised to an operator at least once, of all organic intents. Required approvals are not interventions.',
  select: `SELECT ${SLICED}, (exceptions > 0)::INTEGER AS numerator, 1 AS denominator FROM served_intents`,
};

/** Counted apart: what the policy asks of people when everything goes well. */
export const REQUIRED_APPROVAL: MetricView = {
  name: 'required_approval_facts',
  comment: 'The policy asked a person to approve, of all organic intents.',
  select: `SELECT ${SLICED}, (approvals > 0)::INTEGER AS numerator, 1 AS denominator FROM served_intents`,
};

/** Completeness by count; that each record says the right thing is the business of invariants S25 and S26. */
export const AUDIT_COMPLETENESS: MetricView = {
  name: 'audit_completeness_facts',
  comment:
    'Durable acts (state changes, decisions, dispatches, approvals, exceptions) with an audit record of the same intent and action, of all such acts; all intents of completed trials.',
  select: `
SELECT i.trial, i.scenario, i.tier, '' AS implementation, '' AS band, least(a.acts, a.records) AS numerator, a.acts AS denominator
FROM audit_trails AS a JOIN intents AS i ON i.trial = a.trial AND i.intent = a.intent
JOIN trials AS t ON t.trial = a.trial AND t.status = 'completed'`,
};
