/** The routes of accounts as OpenAPI describes them. */
import { createRoute, z } from "@hono/zod-openapi";
import {
  accountPlanSchema,
  confirmationSchema,
  credentialsSchema,
  emailSchema,
  mailSentSchema,
  meSchema,
  passwordChangeSchema,
  passwordResetSchema,
  planSchema,
  refreshSchema,
  tokenSetSchema,
  userListSchema,
  userSchema,
} from "../contracts/account.ts";
import { problem, refused, security } from "./described-answers.ts";

const json = <T extends z.ZodType>(schema: T) => ({ content: { "application/json": { schema } } });
/** For the description only: bodies are read with a hard limit, by us. */
const body = <T extends z.ZodType>(schema: T) => ({ body: { required: true, ...json(schema) } });
const answer = <T extends z.ZodType>(description: string, schema: T) => ({ description, ...json(schema) });

/** How a body may be refused. */
const bodies = {
  400: problem("The body is no JSON, or not the one that is asked for."),
  413: problem("The body is over the size limit."),
  415: problem("The body is not application/json."),
};
const notSetUp = problem("This deployment has no accounts: `accounts_not_set_up` names the variable.");
const unusable = problem("The password is none that an account may have: `password_unusable`.");
const mailSent = answer(
  "A mail is on its way, if there is a reason for one. The answer does not tell.",
  mailSentSchema,
);
const tokens = (description: string) => answer(description, tokenSetSchema);
const limited = { 429: refused[429], 503: refused[503] };
const open = { ...bodies, 404: notSetUp, ...limited };

export const registerRoute = createRoute({
  method: "post",
  path: "/v1/auth/register",
  summary: "Register with an email address and a password",
  description: "The account is there when the link in the mail has been followed. Where `REGISTRATION` is open only.",
  request: body(credentialsSchema),
  responses: { 202: mailSent, 403: problem("Nobody can register here by himself."), 422: unusable, ...open },
});

export const confirmRoute = createRoute({
  method: "post",
  path: "/v1/auth/confirm",
  summary: "Confirm an email address, by the token in the mail's link",
  request: body(confirmationSchema),
  responses: {
    200: answer("The user; now they can log in.", userSchema),
    409: problem("The address has an account by now: `email_taken`."),
    422: problem("The link is of no use (`link_invalid`), or the password is not (`password_unusable`)."),
    ...open,
  },
});

export const loginRoute = createRoute({
  method: "post",
  path: "/v1/auth/login",
  summary: "Log in",
  request: body(credentialsSchema),
  responses: {
    200: tokens("The tokens of a new session."),
    401: problem("The address or the password is wrong, which of them is not told: `credentials_wrong`."),
    ...open,
  },
});

export const refreshRoute = createRoute({
  method: "post",
  path: "/v1/auth/refresh",
  summary: "Change a refresh token for the next one",
  description: "A token works once. One that comes back later than half a minute after it was used ends its session.",
  request: body(refreshSchema),
  responses: { 200: tokens("The next tokens."), 401: problem("`session_ended`: log in again."), ...open },
});

export const logoutRoute = createRoute({
  method: "post",
  path: "/v1/auth/logout",
  summary: "End the session of a refresh token",
  description: "Its access tokens are of no use from then on either. A token that is none is answered the same.",
  request: body(refreshSchema),
  responses: { 204: { description: "It has ended." }, ...open },
});

export const logoutEverywhereRoute = createRoute({
  method: "post",
  path: "/v1/auth/logout/everywhere",
  summary: "End every session of the user",
  security,
  responses: {
    204: { description: "They have ended, the one that asks included." },
    ...refused,
    403: problem("Only a user who logged in may do this: `user_only`."),
    404: notSetUp,
  },
});

export const changePasswordRoute = createRoute({
  method: "post",
  path: "/v1/auth/password",
  summary: "Change the password",
  description: "Every session ends; the answer has the tokens of a new one.",
  security,
  request: body(passwordChangeSchema),
  responses: {
    200: tokens("The tokens of a new session."),
    ...refused,
    ...open,
    401: problem("The current password is wrong: `credentials_wrong`; or no credential, or a wrong one."),
    403: problem("Only a user who logged in may do this: `user_only`."),
    422: unusable,
  },
});

export const forgotPasswordRoute = createRoute({
  method: "post",
  path: "/v1/auth/password/forgot",
  summary: "Have a link sent that sets the password anew",
  request: body(emailSchema),
  responses: { 202: mailSent, ...open },
});

export const resetPasswordRoute = createRoute({
  method: "post",
  path: "/v1/auth/password/reset",
  summary: "Set the password anew, by the token in the mail's link",
  description: "The link works once, within half an hour. Every session ends.",
  request: body(passwordResetSchema),
  responses: {
    204: { description: "It is set; log in with it." },
    422: problem("The link is of no use (`link_invalid`), or the password is not (`password_unusable`)."),
    ...open,
  },
});

export const meRoute = createRoute({
  method: "get",
  path: "/v1/auth/me",
  summary: "Who asks: the credential, its account, and its user where it has one",
  security,
  responses: { 200: answer("Who asks.", meSchema), ...refused },
});

export const listUsersRoute = createRoute({
  method: "get",
  path: "/v1/auth/users",
  summary: "The users of the account",
  security,
  responses: { 200: answer("All of them, the first one first.", userListSchema), ...refused },
});

export const inviteRoute = createRoute({
  method: "post",
  path: "/v1/auth/users",
  summary: "Invite somebody to share the account",
  description:
    "By a link, with which the password is chosen. A member may do the work, and not change keys or the account.",
  security,
  request: body(emailSchema),
  responses: { 202: mailSent, ...refused, ...bodies, 404: notSetUp },
});

export const removeUserRoute = createRoute({
  method: "delete",
  path: "/v1/auth/users/{id}",
  summary: "Remove a user from the account",
  description:
    "Their sessions end at once; what they made belongs to the account and stays. Nobody can remove himself.",
  security,
  request: { params: z.object({ id: z.string() }) },
  responses: {
    204: { description: "The user is gone." },
    ...refused,
    404: problem("The account has no such user, or it is the one who asks: `user_unknown`."),
  },
});

export const createAccountRoute = createRoute({
  method: "post",
  path: "/v1/accounts",
  summary: "Make an account (operator)",
  description: "Also where nobody can register by himself. The address counts as not confirmed.",
  security,
  request: body(credentialsSchema),
  responses: {
    201: answer("Its owner.", userSchema),
    ...refused,
    ...bodies,
    403: problem("The credential is not the operator's."),
    404: notSetUp,
    409: problem("The address has an account: `email_taken`."),
    422: unusable,
  },
});

export const setPlanRoute = createRoute({
  method: "put",
  path: "/v1/accounts/{id}/plan",
  summary: "Set the plan of an account (operator)",
  description:
    "Of an account of ours or of an outside issuer's. Its users are on it from their next request on; an API key has the plan of its own record.",
  security,
  request: { params: z.object({ id: z.string() }), ...body(planSchema) },
  responses: {
    200: answer("The plan.", accountPlanSchema),
    ...refused,
    ...bodies,
    403: problem("The credential is not the operator's."),
  },
});

/** Those whose bodies the router must not read. */
export const DESCRIBED_AUTH_ROUTES = [
  registerRoute,
  confirmRoute,
  loginRoute,
  refreshRoute,
  logoutRoute,
  changePasswordRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
  inviteRoute,
  createAccountRoute,
  setPlanRoute,
] as const;
