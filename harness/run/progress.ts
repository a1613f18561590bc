/** What a run tells while it works. A stage without `total` has no known end. */
export interface RunProgress {
  stage(title: string, total: number | null): void;
  advance(by: { readonly done: number; readonly violations: number }): void;
  /** A line that stays, for example a warning. */
  note(line: string): void;
  end(): void;
}

export const SILENT: RunProgress = { stage() {}, advance() {}, note() {}, end() {} };
