/** The routes of accounts: users who register, log in, and look after their passwords. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { z } from "zod";
import type { AccountDeps } from "../auth/account-deps.ts";
import { changePassword, requestReset, resetPassword } from "../auth/change-password.ts";
import { normaliseEmail } from "../auth/email-address.ts";
import { logIn } from "../auth/log-in.ts";
import { parseRefreshToken } from "../auth/opaque-token.ts";
import { confirm, register } from "../auth/register.ts";
import { endAllSessions, endSession, refreshSession, type TokenSet } from "../auth/sessions.ts";
import {
  confirmationSchema,
  credentialsSchema,
  emailSchema,
  passwordChangeSchema,
  passwordResetSchema,
  refreshSchema,
  type TokenSetBody,
} from "../contracts/account.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { RateName } from "../limits/rate-policies.ts";
import { viewUser } from "./account-view.ts";
import { logoutEverywhereRoute } from "./auth-routes.ts";
import type { Identified } from "./identify.ts";
import { readJson } from "./json-body.ts";
import type { Services } from "./services.ts";

export type AuthContext = Context<Identified>;

/** Throws `accounts_not_set_up`. */
export function requireAccounts({ accounts }: Services): AccountDeps {
  if (accounts !== null) return accounts;
  throw new DocatError("accounts_not_set_up", { detail: "JWT_SECRETS is not set." });
}

/** The address in its one form. Throws `options_invalid`. */
export function addressOf(text: string): string {
  const email = normaliseEmail(text);
  if (email !== null) return email;
  throw new DocatError("options_invalid", { detail: "This is no email address.", pointer: "/email" });
}

/** The user who logged in. Throws `user_only`. */
export async function requireUser(deps: AccountDeps, { identity }: AuthContext["var"]) {
  const user = identity.kind === "user" ? await deps.accounts.readUser(identity.id) : null;
  if (user === null) throw new DocatError("user_only");
  return user;
}

/** Counts what is asked about one address or session, from wherever it is asked. Throws `rate_limited`. */
export async function countFor({ limits }: Services, name: RateName, subject: string, request: Request): Promise<void> {
  const { refusal } = await limits.admitFor(name, subject, request);
  if (refusal !== null) throw refusal;
}

const PRIVATE = { "Cache-Control": "no-store" };

function viewTokens(tokens: TokenSet): TokenSetBody {
  return {
    access_token: tokens.accessToken,
    token_type: "Bearer",
    expires_in: tokens.expiresIn,
    refresh_token: tokens.refreshToken,
    refresh_expires_in: tokens.refreshExpiresIn,
  };
}

/** A POST with a body that only accounts have a use for. */
function poster(app: OpenAPIHono<Identified>, services: Services) {
  return <T extends z.ZodType>(
    path: string,
    schema: T,
    answer: (deps: AccountDeps, body: z.infer<T>, context: AuthContext) => Promise<Response>,
  ): void => {
    app.post(path, async (context) => {
      const deps = requireAccounts(services);
      return answer(deps, await readJson(context.req.raw, schema), context);
    });
  };
}

function addPasswordRoutes(app: OpenAPIHono<Identified>, services: Services): void {
  const post = poster(app, services);
  post("/v1/auth/password", passwordChangeSchema, async (deps, body, context) => {
    const user = await requireUser(deps, context.var);
    await countFor(services, "login", user.email, context.req.raw);
    const change = { current: body.current_password, next: body.new_password };
    const tokens = await changePassword(deps, user, change, services.limits.networkOf(context.req.raw));
    return context.json(viewTokens(tokens), 200, PRIVATE);
  });
  post("/v1/auth/password/forgot", emailSchema, async (deps, body, context) => {
    const email = addressOf(body.email);
    await countFor(services, "password_reset", email, context.req.raw);
    await requestReset(deps, email, services.limits.networkOf(context.req.raw));
    return context.json({ status: "mail_sent" }, 202);
  });
  post("/v1/auth/password/reset", passwordResetSchema, async (deps, { token, new_password }, context) => {
    await resetPassword(deps, { token, password: new_password }, services.limits.networkOf(context.req.raw));
    return context.body(null, 204);
  });
}

function addSessionRoutes(app: OpenAPIHono<Identified>, services: Services): void {
  const post = poster(app, services);
  post("/v1/auth/login", credentialsSchema, async (deps, { email, password }, context) => {
    const address = normaliseEmail(email);
    await countFor(services, "login", address ?? "none", context.req.raw);
    const tokens = await logIn(deps, { email: address, password }, services.limits.networkOf(context.req.raw));
    return context.json(viewTokens(tokens), 200, PRIVATE);
  });
  post("/v1/auth/refresh", refreshSchema, async (deps, { refresh_token: token }, context) => {
    const session = parseRefreshToken(token)?.session;
    if (session === undefined) throw new DocatError("session_ended");
    await countFor(services, "login", session, context.req.raw);
    const tokens = await refreshSession(deps, token, services.limits.networkOf(context.req.raw));
    return context.json(viewTokens(tokens), 200, PRIVATE);
  });
  post("/v1/auth/logout", refreshSchema, async (deps, { refresh_token: token }, context) => {
    await endSession(deps, token, services.limits.networkOf(context.req.raw));
    return context.body(null, 204);
  });
  app.openapi(logoutEverywhereRoute, async (context) => {
    const deps = requireAccounts(services);
    const user = await requireUser(deps, context.var);
    await endAllSessions(deps, user, services.limits.networkOf(context.req.raw));
    return context.body(null, 204);
  });
}

function addRegistrationRoutes(app: OpenAPIHono<Identified>, services: Services): void {
  const post = poster(app, services);
  post("/v1/auth/register", credentialsSchema, async (deps, { email, password }, context) => {
    const address = addressOf(email);
    await countFor(services, "password_reset", address, context.req.raw);
    await register(deps, { email: address, password });
    return context.json({ status: "mail_sent" }, 202);
  });
  post("/v1/auth/confirm", confirmationSchema, async (deps, { token, password = null }, context) => {
    const user = await confirm(deps, { token, password }, services.limits.networkOf(context.req.raw));
    return context.json(viewUser(user), 200, PRIVATE);
  });
}

export function addAuthRoutes(app: OpenAPIHono<Identified>, services: Services): void {
  addRegistrationRoutes(app, services);
  addSessionRoutes(app, services);
  addPasswordRoutes(app, services);
}
