/** What crosses the wire about accounts: requests to /v1/auth, and what they are answered. */
import { z } from "zod";

const EXAMPLE_USER = "usr_3f2c9a61d8e04b7795a1c0d2e4f68b13";
const EXAMPLE_ACCOUNT = "acc_9b1d7c40e25f4a8886f0a3b2c1d4e5f6";
/** More than any password may have: how long it may be is told by its own code. */
const MAX_SECRET_CHARS = 1_024;

const email = z.string().max(1_024).meta({ example: "ada@example.com" });
const password = z.string().max(MAX_SECRET_CHARS).meta({ format: "password", example: "analytical engine" });
const token = z.string().max(MAX_SECRET_CHARS);
const refreshToken = token.meta({
  example: `rt_${"3f2c9a61d8e04b7795a1c0d2e4f68b13".repeat(2)}_Jq0c5vXyq8mT1hWk3nLr7uZb2dFs9gAe4iPo6xCyVtE`,
});

export const credentialsSchema = z.strictObject({ email, password });
export const emailSchema = z.strictObject({ email });
export const refreshSchema = z.strictObject({ refresh_token: refreshToken });
export const confirmationSchema = z.strictObject({
  token: token.meta({ example: "cf_Jq0c5vXyq8mT1hWk3nLr7uZb2dFs9gAe4iPo6xCyVtE" }),
  /** Of those who were invited, who have none yet. */
  password: password.optional(),
});
export const passwordChangeSchema = z.strictObject({ current_password: password, new_password: password });
export const passwordResetSchema = z.strictObject({
  token: token.meta({
    example: "pr_3f2c9a61d8e04b7795a1c0d2e4f68b13_Jq0c5vXyq8mT1hWk3nLr7uZb2dFs9gAe4iPo6xCyVtE",
  }),
  new_password: password,
});
export const planSchema = z.strictObject({
  plan: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,31}$/, "a plan's name")
    .meta({ example: "standard" }),
});

/** The answer of RFC 6749, section 5.1. */
export const tokenSetSchema = z.object({
  access_token: z.string().meta({ example: "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImEifQ.eyJ…" }),
  token_type: z.literal("Bearer"),
  /** Seconds. */
  expires_in: z.int().meta({ example: 1_800 }),
  /** For the next ones; it works once. */
  refresh_token: refreshToken,
  refresh_expires_in: z.int().meta({ example: 86_400 }),
});
export type TokenSetBody = z.infer<typeof tokenSetSchema>;

export const mailSentSchema = z.object({
  /** The same for every address, whether it has an account or not. */
  status: z.literal("mail_sent"),
});

export const userSchema = z.object({
  id: z.string().meta({ example: EXAMPLE_USER }),
  account: z.string().meta({ example: EXAMPLE_ACCOUNT }),
  email: z.string().meta({ example: "ada@example.com" }),
  /** Whether somebody has followed a link that was sent there. */
  email_verified: z.boolean(),
  role: z.enum(["owner", "member"]),
  created_at: z.iso.datetime(),
});
export type UserBody = z.infer<typeof userSchema>;

export const userListSchema = z.object({ users: z.array(userSchema) });

/** Who asks, by whatever credential. */
export const meSchema = z.object({
  credential: z.object({
    kind: z.enum(["key", "admin", "user", "issuer", "upload_token"]),
    /** Its public name. */
    id: z.string().meta({ example: EXAMPLE_USER }),
    scopes: z.array(z.string()).meta({ example: ["jobs:write", "jobs:read"] }),
  }),
  account: z.object({
    id: z.string().meta({ example: EXAMPLE_ACCOUNT }),
    plan: z.string().meta({ example: "free" }),
  }),
  /** Null for what is no user of ours: API keys, and users of outside issuers. */
  user: userSchema.nullable(),
});

export const accountPlanSchema = z.object({ id: z.string().meta({ example: EXAMPLE_ACCOUNT }), plan: z.string() });
