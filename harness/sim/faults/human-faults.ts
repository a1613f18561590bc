import type { FaultKind } from '#chaos/registry';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';

type Human = FaultOfKind<'human.no_response' | 'human.late' | 'human.double_approve' | 'human.revoke'>;

const KINDS = new Set<FaultKind>(['human.no_response', 'human.late', 'human.double_approve', 'human.revoke']);

/** What the person does instead of looking at an approval in her own time; null: nothing unusual. */
export type ApproverLapse =
  | { readonly kind: 'silent' }
  | { readonly kind: 'late'; readonly lateMs: number }
  | { readonly kind: 'twice'; readonly gapMs: number }
  | { readonly kind: 'takes back'; readonly afterMs: number; readonly how: 'refused' | 'canceled' }
  | null;

/** Faults of the person who approves: F63. The first that is on decides. */
export class HumanFaults {
  readonly #touch: Touch;
  #on: Human[] = [];

  constructor(touch: Touch) {
    this.#touch = touch;
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    this.#on.push(active as Human);
  }

  end(active: ActiveFault): void {
    this.#on = this.#on.filter((other) => other !== active);
  }

  /** An approval is asked for. */
  strike(hash: string): ApproverLapse {
    const [active] = this.#on;
    if (active === undefined) return null;
    const { fault } = active;
    this.#touch(active, -1, hash, fault.kind);
    switch (fault.kind) {
      case 'human.no_response':
        return { kind: 'silent' };
      case 'human.late':
        return { kind: 'late', lateMs: fault.lateMs };
      case 'human.double_approve':
        return { kind: 'twice', gapMs: fault.gapMs };
      case 'human.revoke':
        return { kind: 'takes back', afterMs: fault.afterMs, how: fault.how };
    }
  }
}
