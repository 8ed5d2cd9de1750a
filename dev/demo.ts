/** `npm run demo [-- FILE.pdf]`: starts the local platform, sends one PDF through it, prints its Markdown, stops everything. */
import { runDemoJob } from "./platform/run-demo-job.ts";
import { startPlatform } from "./platform/start-platform.ts";

// Standard output is for the Markdown alone; the functions' log lines go where the progress goes.
console.log = console.error;

if (process.argv.length > 3) {
  console.error("Give one file at most.");
  process.exit(2);
}
const file = process.argv[2] ?? `${import.meta.dirname}/../examples/sample.pdf`;
const platform = await startPlatform({ port: 0, redisUrl: process.env.REDIS_URL || undefined });
try {
  console.error(`Docat listens on ${platform.url} (Redis: ${platform.redisName})`);
  process.stdout.write(await runDemoJob(platform.url, platform.apiKey, file));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await platform.close();
}
