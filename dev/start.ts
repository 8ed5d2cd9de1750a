/** `npm start`: the local platform on PORT (3000) until it is interrupted. */
import { explainStartError, readLocalSettings, readStartOptions } from "./platform/local-settings.ts";
import { type Platform, startPlatform } from "./platform/start-platform.ts";

/** npm puts a shell between itself and us, which dies of a signal without passing it on; its end is our sign. */
function whenParentEnds(act: () => void): void {
  const checkMs = 500;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) act();
  }, checkMs).unref();
}

function untilInterrupted(platform: Platform): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await platform.close();
    process.exit(0);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  whenParentEnds(stop);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

const settings = (() => {
  try {
    return { ...readLocalSettings(process.env), ...readStartOptions(process.argv.slice(2)) };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
})();
const platform = await startPlatform(settings).catch((error: unknown) => fail(explainStartError(error, settings)));
untilInterrupted(platform);
console.log(`Docat listens on ${platform.url} (Redis: ${platform.redisName})
API key: ${platform.apiKey}

  curl -H "Authorization: Bearer ${platform.apiKey}" -F file=@examples/sample.pdf ${platform.url}/v1/jobs
`);
