/** `node server/main.ts`: the production server until SIGTERM. Exit code 0 after a stop that was asked for, 1 otherwise. */
import { readServerSettings } from "./settings.ts";
import { startServer } from "./start-server.ts";

function say(level: "info" | "error", event: string, detail: Readonly<Record<string, unknown>> = {}): void {
  console.log(JSON.stringify({ level, event, ...detail }));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function fail(error: unknown): never {
  console.error(messageOf(error));
  process.exit(1);
}

async function run(): Promise<void> {
  const settings = readServerSettings(process.env);
  const server = await startServer(settings, {
    lost: () => fail("Another server has taken this Redis over: one is enough."),
    report: (error) => say("error", "server.journal_not_written", { message: messageOf(error) }),
  });
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    say("info", "server.stopping");
    await server.stop();
    say("info", "server.stopped");
    process.exit(0);
  };
  const onSignal = () => void stop().catch(fail);
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  say("info", "server.listening", { url: server.url });
}

// Whoever reads the log may end before us; that is no reason to end as well.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
await run().catch(fail);
