/** Says what is being done, and how long it took; an error is the caller's. */
export async function step<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const started = Date.now();
  process.stdout.write(`${what} ... `);
  try {
    const result = await work();
    console.log(`${Math.round((Date.now() - started) / 1000)} s`);
    return result;
  } catch (error) {
    console.log("failed");
    throw error;
  }
}
