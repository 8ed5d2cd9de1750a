/** Claims of a token by name, or by JSON pointer (RFC 6901) where they lie in another. */

function own(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** Undefined where there is no such claim. */
export function claimAt(claims: unknown, name: string): unknown {
  if (!name.startsWith("/")) return own(claims, name);
  const steps = name.slice(1).split("/");
  return steps.reduce((value, step) => own(value, step.replaceAll("~1", "/").replaceAll("~0", "~")), claims);
}
