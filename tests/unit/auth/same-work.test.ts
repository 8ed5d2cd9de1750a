/** Who asks about an address cannot tell by the work whether it has an account: the same steps in the same order, before the answer. */
import { describe, expect, it } from "vitest";
import { createAccessTokens } from "../../../lib/auth/access-token.ts";
import type { User } from "../../../lib/auth/account.ts";
import type { AccountDeps } from "../../../lib/auth/account-deps.ts";
import { requestReset } from "../../../lib/auth/change-password.ts";
import { logIn } from "../../../lib/auth/log-in.ts";
import { invite, register } from "../../../lib/auth/register.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";

const PASSWORD = "analytical engine";
const ADA: User = {
  id: `usr_${"1".repeat(32)}`,
  tenant: `acc_${"2".repeat(32)}`,
  role: "owner",
  email: "ada@example.com",
  emailVerified: true,
  password: "$scrypt$one",
  createdAt: 0,
};

/** Records every step by its name. What is done afterwards, and what is logged, nobody waits for. */
function world() {
  const steps: string[] = [];
  const afterwards: Promise<void>[] = [];
  const mails: string[] = [];
  const recorded = <T extends object>(name: string, port: T): T =>
    new Proxy(port, {
      get(target, method) {
        const step: unknown = Reflect.get(target, method);
        if (typeof step !== "function") return step;
        return (...args: unknown[]) => {
          steps.push(`${name}.${String(method)}`);
          return step.apply(target, args);
        };
      },
    });
  const deps = {
    accounts: recorded("accounts", {
      findByEmail: async (email: string) => (email === ADA.email ? ADA : null),
    }),
    links: recorded("links", { putPending: async () => {}, putReset: async () => {} }),
    hasher: recorded("hasher", { hash: async () => "$scrypt$two", verify: async () => false, isDated: () => false }),
    sessions: {},
    tokens: createAccessTokens([{ kid: "a", bytes: Buffer.alloc(32, 1) }], "https://docat.example"),
    refreshKey: Buffer.alloc(32),
    mailer: {
      send: async ({ text }: { text: string }) => {
        mails.push(text);
      },
    },
    audit: { record: async () => {} },
    log: { info: () => {}, error: () => {} },
    afterwards: (work: Promise<void>) => afterwards.push(work),
    pageUrl: "https://docat.example/account.html",
    isOpen: true,
    sessionSeconds: 1,
    now: () => 0,
  } as unknown as AccountDeps;
  return { deps, steps, afterwards, mails };
}

async function stepsOf(ask: (deps: AccountDeps) => Promise<unknown>): Promise<readonly string[]> {
  const { deps, steps } = world();
  await ask(deps).catch((error: unknown) => {
    if (error instanceof DocatError) steps.push(error.code);
    else throw error;
  });
  return steps;
}

describe("The work for a known address and for an unknown one is the same", () => {
  it.each([
    [
      "when somebody logs in",
      3,
      (email: string) => (deps: AccountDeps) => logIn(deps, { email, password: PASSWORD }, null),
    ],
    [
      "when somebody registers",
      3,
      (email: string) => (deps: AccountDeps) => register(deps, { email, password: PASSWORD }),
    ],
    ["when somebody is invited", 2, (email: string) => (deps: AccountDeps) => invite(deps, ADA.tenant, email)],
    ["when a password is to be reset", 2, (email: string) => (deps: AccountDeps) => requestReset(deps, email, null)],
  ])("%s", async (_name, count, ask) => {
    const known = await stepsOf(ask(ADA.email));
    expect(known).toHaveLength(count);
    expect(await stepsOf(ask("nobody@example.com"))).toEqual(known);
  });

  it("and neither waits for a mail to be sent", async () => {
    const { deps, afterwards } = world();
    const never = { ...deps, mailer: { send: () => new Promise<void>(() => {}) } };
    await requestReset(never, ADA.email, null);
    await register(never, { email: ADA.email, password: PASSWORD });
    expect(afterwards.length).toBeGreaterThanOrEqual(2);
  });

  it("and a login that fails does not wait for the security log, which only an account has", async () => {
    const { deps } = world();
    const never = { ...deps, audit: { record: () => new Promise<void>(() => {}) } };
    const failed = logIn(never, { email: ADA.email, password: PASSWORD }, null);
    await expect(failed).rejects.toMatchObject({ code: "credentials_wrong" });
  });

  it("and a mail that is not taken fails nobody's request", async () => {
    const { deps, afterwards } = world();
    const failing = { ...deps, mailer: { send: () => Promise.reject(new Error("EAUTH")) } };
    await requestReset(failing, ADA.email, null);
    await expect(Promise.all(afterwards)).resolves.toBeDefined();
  });
});

describe("Whoever has an account", () => {
  it("is not sent a link that makes another one", async () => {
    const { deps, mails } = world();
    await register(deps, { email: ADA.email, password: PASSWORD });
    await invite(deps, "acc_other", ADA.email);
    expect(mails).toHaveLength(2);
    for (const text of mails) expect(text).not.toMatch(/#(confirm|invite)=/);
  });
});
