/** Which windows a request takes from, what its answer says of them, and what an outage of their store means. */
import { describe, expect, it } from "vitest";
import type { Identity } from "../../../lib/auth/identity.ts";
import type { AuditEvent } from "../../../lib/contracts/audit-event.ts";
import type { WindowAsk } from "../../../lib/contracts/rate-limiter.ts";
import { createLimits, type LimitDeps } from "../../../lib/http/limits.ts";
import type { LimitSettings } from "../../../lib/limits/plans.ts";

const caller = {
  ...{
    kind: "key",
    id: "key_1",
    tenant: "acme",
    scopes: new Set(),
    plan: "free",
    limits: {},
    origins: null,
    job: null,
  },
} as const;
const identity = (change: Partial<Identity> = {}) => ({ ...caller, ...change }) as unknown as Identity;

const submitting = { scope: "jobs:write", rates: ["general", "uploads"] } as const;
const reading = { scope: "jobs:read", rates: ["general"] } as const;
const request = (headers: Record<string, string> = {}) => new Request("http://host/v1/jobs", { headers });

/** A limiter that remembers what it was asked, and refuses the windows that are named. */
function setup(
  options: { readonly refuses?: readonly string[]; readonly answers?: boolean; readonly settings?: LimitSettings } = {},
) {
  const { refuses = [], answers = true, settings = {} } = options;
  const asked: (readonly WindowAsk[])[] = [];
  const recorded: (readonly [string, Omit<AuditEvent, "id" | "at">])[] = [];
  const logged: object[] = [];
  const given: string[][] = [];
  let time = 0;
  const deps: LimitDeps = {
    limiter: {
      async take(windows) {
        asked.push(windows);
        if (!answers) return null;
        return windows.map((window) => {
          const allowed = !refuses.includes(window.name);
          return {
            ...window,
            allowed,
            remaining: allowed ? window.limit - 1 : 0,
            resetSeconds: window.windowSeconds / 2,
          };
        });
      },
      giveBack: async (windows) => void given.push(windows.map(({ name, subject }) => `${name} ${subject}`)),
    },
    settings,
    addressHeader: "x-real-ip",
    audit: { record: async (tenant, event) => void recorded.push([tenant, event]) },
    log: { info: (event, fields) => void logged.push({ event, ...fields }), error: () => {} },
    now: () => time,
  };
  const windows = () => asked.at(-1)?.map(({ name, subject, limit }) => `${name} ${limit} ${subject}`);
  return {
    limits: createLimits(deps),
    asked,
    given,
    recorded,
    logged,
    windows,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe("A request takes from", () => {
  it("the windows of its account's plan, all in one question", async () => {
    const { limits, asked, windows } = setup();
    await limits.admit(identity(), submitting, request());
    expect(asked).toHaveLength(1);
    expect(windows()).toEqual([
      "general_hour 1000 account acme",
      "uploads_minute 5 account acme",
      "uploads_hour 10 account acme",
    ]);
  });

  it("no window of uploads on the unlimited plan", async () => {
    const { limits, windows } = setup();
    await limits.admit(identity({ plan: "unlimited" }), submitting, request());
    expect(windows()).toEqual(["general_minute 600 account acme"]);
  });

  it("the narrowest plan's when nobody knows its own, whatever its name", async () => {
    const { limits, windows } = setup();
    for (const plan of ["platinum", "__proto__", "constructor", ""]) {
      await limits.admit(identity({ plan }), reading, request());
      expect(windows()).toEqual(["general_hour 1000 account acme"]);
    }
  });

  it("a plan's window as it is set, and an account's before that", async () => {
    const settings = {
      plans: { free: { uploads_hour: 20, general_hour: null }, school: { general_hour: 7 } },
      accounts: { acme: { uploads_minute: 50 } },
    };
    const { limits, windows } = setup({ settings });
    await limits.admit(identity(), submitting, request());
    expect(windows()).toEqual(["uploads_minute 50 account acme", "uploads_hour 20 account acme"]);
    await limits.admit(identity({ plan: "school" }), reading, request());
    expect(windows()).toEqual(["general_hour 7 account acme"]);
  });

  it("a key's own windows besides its account's: a key cannot widen what its account has", async () => {
    const { limits, windows } = setup();
    await limits.admit(identity({ limits: { uploads_minute: 1, general_hour: null } }), submitting, request());
    expect(windows()).toContain("own_uploads_minute 1 credential key_1");
    expect(windows()).toContain("uploads_minute 5 account acme");
    expect(windows()).toContain("general_hour 1000 account acme");
  });

  it("its address's windows where nobody is known", async () => {
    const { limits, windows } = setup();
    await limits.admit(null, { scope: null, rates: ["anonymous"] }, request({ "x-real-ip": "203.0.113.7" }));
    expect(windows()).toEqual(["anonymous_minute 10 address 203.0.113.7", "anonymous_hour 100 address 203.0.113.7"]);
    await limits.admit(null, { scope: null, rates: ["login"] }, request({ "x-forwarded-for": "203.0.113.7" }));
    expect(windows()).toEqual(["login_minute 5 address unknown"]);
  });

  it("an account name's window, wherever it is asked from", async () => {
    const { limits, windows } = setup();
    await limits.admitFor("password_reset", "a@example.com", request({ "x-real-ip": "203.0.113.7" }));
    expect(windows()).toEqual(["password_reset_hour 3 name a@example.com"]);
  });
});

describe("The answer", () => {
  it("lists every window", async () => {
    const { headers, refusal } = await setup().limits.admit(identity(), submitting, request());
    expect(refusal).toBeNull();
    expect(headers).toEqual({
      "RateLimit-Policy": '"general_hour";q=1000;w=3600, "uploads_minute";q=5;w=60, "uploads_hour";q=10;w=3600',
      RateLimit: '"general_hour";r=999;t=1800, "uploads_minute";r=4;t=30, "uploads_hour";r=9;t=1800',
    });
  });

  it("says when the last of the windows that refused moves on", async () => {
    const { limits } = setup({ refuses: ["uploads_minute", "uploads_hour"] });
    const { headers, refusal } = await limits.admit(identity(), submitting, request());
    expect(refusal).toMatchObject({ code: "rate_limited", retryAfterSeconds: 1800 });
    expect(headers.RateLimit).toContain('"uploads_minute";r=0;t=30');
  });
});

describe("What is taken before it is certain who the bearer is", () => {
  it("is asked for in the turn in which it begins, and stands when the bearer is the one that was expected", async () => {
    const { limits, asked, given } = setup();
    const taking = limits.begin(identity(), submitting, request());
    expect(asked).toHaveLength(1);
    const admission = await taking.settle(identity());
    expect(admission).toEqual(await setup().limits.admit(identity(), submitting, request()));
    expect(asked).toHaveLength(1);
    expect(given).toEqual([]);
  });

  it.each([
    ["account", { tenant: "other" }],
    ["plan", { plan: "unlimited" }],
    ["limits", { limits: { general_hour: 3 } }],
  ] as const)("goes back where the bearer has another %s, whose windows are asked then", async (_, change) => {
    const { limits, asked, given } = setup();
    const admission = await limits.begin(identity(), reading, request()).settle(identity(change));
    expect(given).toEqual([["general_hour account acme"]]);
    expect(asked).toHaveLength(2);
    expect(admission).toEqual(await setup().limits.admit(identity(change), reading, request()));
  });

  it("goes back where nobody is let in, unless nothing was taken", async () => {
    const admitted = setup();
    await admitted.limits.begin(identity(), reading, request()).cancel();
    expect(admitted.given).toEqual([["general_hour account acme"]]);
    for (const refused of [setup({ refuses: ["general_hour"] }), setup({ answers: false })]) {
      await refused.limits.begin(identity(), reading, request()).cancel();
      expect(refused.given).toEqual([]);
      expect(refused.recorded).toEqual([]);
    }
  });
});

describe("While the windows' store does not answer", () => {
  it.each([
    ["reading goes on", ["general"], null],
    ["uploads are refused", ["general", "uploads"], "store_unavailable"],
    ["nobody can log in", ["login"], "store_unavailable"],
    ["no password is reset", ["password_reset"], "store_unavailable"],
    ["what is public stays so", ["anonymous"], null],
  ] as const)("%s", async (_, rates, code) => {
    const { limits } = setup({ answers: false });
    const { refusal, headers } = await limits.admit(identity(), { scope: null, rates }, request());
    expect(refusal?.code ?? null).toBe(code);
    expect(refusal?.retryAfterSeconds).toBe(code === null ? undefined : 5);
    expect(headers).toEqual({});
  });
});

describe("The security log", () => {
  it("is told of a caller's refusals once a minute, however many there are", async () => {
    const { limits, recorded, logged, pass } = setup({ refuses: ["general_hour"] });
    const ask = () => limits.admit(identity(), reading, request({ "x-real-ip": "203.0.113.7" }));
    for (let n = 0; n < 50; n++) await ask();
    expect(recorded).toEqual([
      [
        "acme",
        {
          event: "request.rate_limited",
          actor: "key_1",
          network: "203.0.113.0/24",
          details: { window: "general_hour", limit: 1000 },
        },
      ],
    ]);
    pass(60_000);
    await ask();
    expect(recorded).toHaveLength(2);
    expect(logged).toHaveLength(2);
    expect(JSON.stringify([recorded, logged])).not.toContain("203.0.113.7");
  });
});
