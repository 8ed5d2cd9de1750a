/** All functions of the source tree in a process of their own, which can be killed and started again; webhooks reach this machine. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

const RUNNER = `${import.meta.dirname}/../../tests/faults/run-functions.ts`;

export class Instance {
  readonly port: number;
  readonly #env: NodeJS.ProcessEnv;
  readonly #log: number | "ignore";
  #child: ChildProcess | undefined;
  #isUp = false;

  /** `log`: an open file for what it logs. */
  constructor(port: number, env: NodeJS.ProcessEnv, log: number | "ignore" = "ignore") {
    this.port = port;
    this.#env = env;
    this.#log = log;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Whether it ended without being killed by us. */
  diedAlone = false;

  async start(): Promise<void> {
    const child = fork(RUNNER, [String(this.port), "--allow-loopback"], {
      env: this.#env,
      stdio: ["ignore", this.#log, "inherit", "ipc"],
    });
    this.#child = child;
    child.once("exit", () => {
      if (this.#isUp) this.diedAlone = true;
      this.#isUp = false;
    });
    const early = once(child, "exit").then(() => Promise.reject(new Error("The functions did not start.")));
    await Promise.race([once(child, "message"), early]);
    this.#isUp = true;
  }

  /** SIGKILL: nothing is said, nothing is put away. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#isUp = false;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
}
