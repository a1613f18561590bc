import type { ApiCall } from '../emulators/api-call.ts';
import { type ApiStrike, type StrikeSource, UNSTRUCK } from '../emulators/strike.ts';
import type { CallKind } from '../sim/faults/call-fault.ts';

/** What awaits a call that has left the orchestrator, at the node that it goes to. */
export interface Ticket {
  readonly node: number;
  readonly call: CallKind;
  readonly hash: string;
  /** In the kernel's time: what it takes on its way is waited out there. */
  readonly arrivesAtMs: number;
  readonly strike: ApiStrike;
}

/**
 * Faults strike a call when it leaves; the node's server enacts them when it comes. An adapter may ask its daemon several
 * times in one call: the first question of the call's own class has the ticket, the others pass unharmed and take no time.
 */
export class CallTickets implements StrikeSource {
  readonly #nowMs: () => number;
  readonly #open: Ticket[] = [];

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  issue(ticket: Ticket): void {
    this.#open.push(ticket);
  }

  /** The call is over; false when its ticket was used. */
  withdraw(ticket: Ticket): boolean {
    const at = this.#open.indexOf(ticket);
    if (at === -1) return false;
    this.#open.splice(at, 1);
    return true;
  }

  strike(node: number, call: ApiCall): ApiStrike {
    const at = this.#open.findIndex(
      (ticket) => ticket.node === node && ticket.call === call.class && ticket.hash === call.hash,
    );
    if (at === -1) return UNSTRUCK;
    const [ticket] = this.#open.splice(at, 1);
    return { ...ticket!.strike, delayMs: Math.max(0, ticket!.arrivesAtMs - this.#nowMs()) };
  }
}
