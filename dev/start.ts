/** `npm start`: the local platform on PORT (3000) until it is interrupted. */
import { DEFAULT_API_KEY, startPlatform } from "./platform/start-platform.ts";

const platform = await startPlatform({
  port: Number(process.env.PORT ?? 3000),
  apiKey: process.env.DEV_API_KEY ?? DEFAULT_API_KEY,
  redisUrl: process.env.REDIS_URL,
});

console.log(`Docat listens on ${platform.url} (Redis: ${platform.redisName})
API key: ${platform.apiKey}

  curl -H "Authorization: Bearer ${platform.apiKey}" -F file=@examples/sample.pdf ${platform.url}/v1/jobs
`);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await platform.close();
  process.exit(0);
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);

// npm puts a shell between itself and us, which dies of a signal without passing it on; its end is our sign.
const PARENT_CHECK_MS = 500;
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) void stop();
}, PARENT_CHECK_MS).unref();
