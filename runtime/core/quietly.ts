/** Runs what only watches: whatever it throws, or rejects with, breaks nothing. */
export async function quietly(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch {}
}
