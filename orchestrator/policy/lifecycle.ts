import type { Digest, IntentId } from '../domain/ids.ts';
import type { AuditDraft } from '../domain/ledger-event.ts';
import type { LoadedPolicy } from './loaded.ts';

export type VersionState = 'proposed' | 'approved' | 'active' | 'superseded' | 'rejected';

/** One version of the policy and who did what to it. */
export interface PolicyVersion {
  readonly policy: LoadedPolicy;
  readonly state: VersionState;
  /** Hash of the version that was active at the proposal: what the change was weighed against. */
  readonly basedOn: Digest;
  readonly proposedBy: string;
  readonly proposedAtMs: number;
  readonly decidedBy: string | null;
  readonly decidedAtMs: number | null;
  readonly activatedBy: string | null;
  readonly activatedAtMs: number | null;
}

/** All versions that were ever proposed, oldest first; exactly one is active. */
export interface PolicyBook {
  readonly active: LoadedPolicy;
  readonly versions: readonly PolicyVersion[];
}

/** A step of the life of a policy, or why it is not legal; then nothing changed. */
export type PolicyStep =
  | { readonly book: PolicyBook; readonly audit: AuditDraft }
  | { readonly error: string };

/** Who acts, when, and on which document. The hash is what that person saw. */
export interface PolicyAct {
  readonly by: string;
  readonly atMs: number;
  readonly contentHash: Digest;
}

/** Audit records about policies belong to no intent. */
const NO_INTENT = '' as IntentId;

/** The book at the first start: the document that the installation came with is active. */
export function openPolicyBook(policy: LoadedPolicy, by: string, atMs: number): PolicyBook {
  const first: PolicyVersion = {
    policy,
    state: 'active',
    basedOn: policy.contentHash,
    proposedBy: by,
    proposedAtMs: atMs,
    decidedBy: null,
    decidedAtMs: null,
    activatedBy: by,
    activatedAtMs: atMs,
  };
  return { active: policy, versions: [first] };
}

export function proposePolicy(
  book: PolicyBook,
  act: { policy: LoadedPolicy; by: string; atMs: number },
): PolicyStep {
  const { policy, by, atMs } = act;
  if (by.trim() === '') return { error: 'a proposal needs the name of the person who makes it' };
  const twin = book.versions.find(
    (v) => v.policy.version === policy.version || v.policy.contentHash === policy.contentHash,
  );
  if (twin !== undefined)
    return { error: `version ${twin.policy.version} was proposed before and is ${twin.state}` };
  const version: PolicyVersion = {
    policy,
    state: 'proposed',
    basedOn: book.active.contentHash,
    proposedBy: by,
    proposedAtMs: atMs,
    decidedBy: null,
    decidedAtMs: null,
    activatedBy: null,
    activatedAtMs: null,
  };
  return {
    book: { active: book.active, versions: [...book.versions, version] },
    audit: auditOf('', version, by, atMs),
  };
}

/** Four eyes: the proposer cannot approve. */
export function approvePolicy(book: PolicyBook, act: PolicyAct): PolicyStep {
  return decideProposal(book, act, 'approved');
}

/** Anybody may reject, the proposer too. */
export function rejectPolicy(book: PolicyBook, act: PolicyAct): PolicyStep {
  return decideProposal(book, act, 'rejected');
}

function decideProposal(book: PolicyBook, act: PolicyAct, state: 'approved' | 'rejected'): PolicyStep {
  const version = versionOf(book, act.contentHash);
  if (version === undefined) return { error: `no version has the hash ${act.contentHash}` };
  if (act.by.trim() === '') return { error: 'this step needs the name of the person who takes it' };
  if (version.state !== 'proposed')
    return { error: `version ${version.policy.version} is ${version.state}, not proposed` };
  if (state === 'approved' && act.by === version.proposedBy)
    return { error: `${act.by} proposed version ${version.policy.version}; another person must approve it` };
  const next: PolicyVersion = { ...version, state, decidedBy: act.by, decidedAtMs: act.atMs };
  return {
    book: { active: book.active, versions: replace(book.versions, version, next) },
    audit: auditOf(version.state, next, act.by, act.atMs),
  };
}

/** The approved version becomes the active one, and the active one superseded. */
export function activatePolicy(book: PolicyBook, act: PolicyAct): PolicyStep {
  const version = versionOf(book, act.contentHash);
  if (version === undefined) return { error: `no version has the hash ${act.contentHash}` };
  if (act.by.trim() === '') return { error: 'this step needs the name of the person who takes it' };
  const { policy } = version;
  if (version.state !== 'approved')
    return { error: `version ${policy.version} is ${version.state}, not approved` };
  if (version.basedOn !== book.active.contentHash)
    return {
      error: `version ${policy.version} was weighed against another policy than the active ${book.active.version}; propose it again`,
    };
  if (!(act.atMs >= policy.effectiveFromMs))
    return { error: `version ${policy.version} is effective from ${policy.document.effectiveFrom}` };
  const next: PolicyVersion = { ...version, state: 'active', activatedBy: act.by, activatedAtMs: act.atMs };
  const versions = book.versions.map(
    (v): PolicyVersion => (v.state === 'active' ? { ...v, state: 'superseded' } : v),
  );
  return {
    book: { active: policy, versions: replace(versions, version, next) },
    audit: auditOf(version.state, next, act.by, act.atMs),
  };
}

function versionOf(book: PolicyBook, contentHash: Digest): PolicyVersion | undefined {
  return book.versions.find((version) => version.policy.contentHash === contentHash);
}

function replace(
  versions: readonly PolicyVersion[],
  from: PolicyVersion,
  to: PolicyVersion,
): PolicyVersion[] {
  return versions.map((version) => (version === from ? to : version));
}

function auditOf(before: string, next: PolicyVersion, actor: string, atMs: number): AuditDraft {
  const cause = `policy ${next.policy.version} ${next.policy.contentHash}`;
  return { atMs, intent: NO_INTENT, actor, action: 'state', before, after: next.state, cause };
}
