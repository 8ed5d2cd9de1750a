/** Takes the place of fetch, timers and deadlines inside functions, so that each stands still where the harness wants it to. */
import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import type { Call, Invocation } from "./invocation.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Shorter waits are pauses between attempts: they pass at once. Longer ones are deadlines: they pass when an answer never comes. */
const SHORT_MS = 1_000;

/** Answers a request as the service behind it would; the name is for the inventory. */
export interface Backend {
  name(path: string, body: string, method: string): string;
  answer(request: Request): Promise<Response>;
}

export interface Switchboard {
  /** Runs a function so that its calls stop here. */
  run(invocation: Invocation, work: () => Promise<void>): void;
  /** A step of something else than fetch stops here too; without an invocation it is taken at once. */
  step<T>(name: string, take: () => Promise<T>): Promise<T>;
  uninstall(): void;
}

const never = <T>() => new Promise<T>(() => {});

function parkCall(invocation: Invocation, question: Pick<Call, "name" | "request" | "apply">): Promise<unknown> {
  if (invocation.ended !== null) return never();
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  invocation.park({ ...question, invocation, answer: resolve, fail: reject });
  return promise;
}

function timersFor(current: AsyncLocalStorage<Invocation>, clock: VirtualClock) {
  const real = { setTimeout, clearTimeout, setInterval, clearInterval, deadline: AbortSignal.timeout };
  const cancels = new WeakMap<object, () => void>();
  function add(invocation: Invocation, delayMs: number, everyMs: number | null, run: () => void): object {
    const fire = AsyncResource.bind(() => {
      if (invocation.ended === null) run();
    });
    const handle = { ref: () => handle, unref: () => handle, hasRef: () => false };
    cancels.set(handle, invocation.addTimer({ due: clock.now() + delayMs, everyMs, fire }));
    return handle;
  }
  function pause(invocation: Invocation, run: () => void) {
    invocation.pauses += 1;
    return real.setTimeout(() => {
      invocation.pauses -= 1;
      run();
    }, 0);
  }
  const clear = (handle: unknown, otherwise: (handle: never) => void) => {
    const cancel = typeof handle === "object" && handle !== null ? cancels.get(handle) : undefined;
    if (cancel === undefined) otherwise(handle as never);
    else cancel();
  };
  const install = {
    setTimeout: (run: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]) => {
      const invocation = current.getStore();
      if (invocation === undefined) return real.setTimeout(run, delayMs, ...args);
      if (delayMs < SHORT_MS) return pause(invocation, () => run(...args));
      return add(invocation, delayMs, null, () => run(...args));
    },
    setInterval: (run: (...args: unknown[]) => void, everyMs = 0, ...args: unknown[]) => {
      const invocation = current.getStore();
      if (invocation === undefined) return real.setInterval(run, everyMs, ...args);
      return add(invocation, everyMs, everyMs, () => run(...args));
    },
    clearTimeout: (handle: unknown) => clear(handle, real.clearTimeout),
    clearInterval: (handle: unknown) => clear(handle, real.clearInterval),
  };
  const deadline = (delayMs: number): AbortSignal => {
    const invocation = current.getStore();
    if (invocation === undefined) return real.deadline.call(AbortSignal, delayMs);
    const controller = new AbortController();
    add(invocation, delayMs, null, () => controller.abort(new DOMException("timed out", "TimeoutError")));
    return controller.signal;
  };
  return { real, install, deadline };
}

/** Routes by host. A request to any other host is an error: no test reaches a network. */
export function installSwitchboard(clock: VirtualClock, backends: ReadonlyMap<string, Backend>): Switchboard {
  const current = new AsyncLocalStorage<Invocation>();
  const { real, install, deadline } = timersFor(current, clock);
  const realFetch = globalThis.fetch;
  const realNow = performance.now;
  const route: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const backend = backends.get(url.host);
    if (backend === undefined) throw new Error(`There is no ${url.host} in this world.`);
    const invocation = current.getStore();
    const request = new Request(input, { ...init, signal: null });
    if (invocation === undefined) return backend.answer(request);
    const { signal } = init ?? {};
    signal?.throwIfAborted();
    const { body } = init ?? {};
    const text = body instanceof Uint8Array ? Buffer.from(body).toString("utf8") : body;
    const name = backend.name(url.pathname, typeof text === "string" ? text : "", request.method);
    const answered = parkCall(invocation, { name, request, apply: () => backend.answer(request) });
    if (!signal) return (await answered) as Response;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => reject(signal.reason));
    return (await Promise.race([answered, aborted])) as Response;
  };
  Object.assign(globalThis, install, { fetch: route });
  AbortSignal.timeout = deadline;
  performance.now = () => (current.getStore() === undefined ? realNow.call(performance) : clock.now());
  return {
    run: (invocation, work) => void current.run(invocation, work),
    async step(name, take) {
      const invocation = current.getStore();
      if (invocation === undefined) return take();
      return (await parkCall(invocation, { name, request: null, apply: take })) as Awaited<ReturnType<typeof take>>;
    },
    uninstall() {
      const { deadline: realDeadline, ...timers } = real;
      Object.assign(globalThis, timers, { fetch: realFetch });
      AbortSignal.timeout = realDeadline;
      performance.now = realNow;
    },
  };
}
