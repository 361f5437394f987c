/** What an edit, a read or a request fails with. */
export class SyncError extends Error {
  constructor(readonly code: string, detail: string) {
    super(detail);
    this.name = 'SyncError';
  }
}

export const textOf = (failure: unknown): string => (failure instanceof Error ? failure.message : String(failure));
export const nameOf = (failure: unknown): string => (failure as { name?: string } | null)?.name ?? '';
