import type { Context, Input } from '../domain/context.ts';
import { decide } from '../domain/decide.ts';
import type { Draft } from '../domain/draft.ts';
import type { IntentState } from '../domain/state.ts';
import { keyScope } from './admission.ts';

/** The pure parts that the engine runs; a planted mutant replaces one of them, the engine's source stays as it is. */
export interface EngineCore {
  decide(state: IntentState | null, input: Input, context: Context): Draft;
  keyScope(tenant: string, idempotencyKey: string): string;
}

export const ENGINE_CORE: EngineCore = { decide, keyScope };
