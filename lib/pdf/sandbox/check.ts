/**
 * Checks of values from elsewhere, for lists that are too long for schemas: a schema makes several objects for each member that
 * it looks at. These make none, and say nothing but yes or no.
 */

export type Check<T> = (value: unknown) => value is T;

export const isNumber: Check<number> = (value): value is number => Number.isFinite(value);
export const isInteger: Check<number> = (value): value is number => Number.isSafeInteger(value);
export const isBoolean: Check<boolean> = (value): value is boolean => typeof value === "boolean";

export function textOf(maxChars: number): Check<string> {
  return (value): value is string => typeof value === "string" && value.length <= maxChars;
}

export function oneOf<T extends string>(...values: readonly T[]): Check<T> {
  const all: ReadonlySet<unknown> = new Set(values);
  return (value): value is T => all.has(value);
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

export function listOf<T>(check: Check<T>, maxLength: number): Check<readonly T[]> {
  return (value): value is readonly T[] => {
    if (!Array.isArray(value) || value.length > maxLength) return false;
    // Not by `every`, which passes over holes.
    for (const item of value) if (!check(item)) return false;
    return true;
  };
}

/** An object with these members and no others. */
export function objectOf<T extends object>(members: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> {
  const checks = Object.entries<Check<unknown>>(members);
  const names = new Set(Object.keys(members));
  return (value): value is T => {
    if (typeof value !== "object" || value === null) return false;
    for (const name of Object.keys(value)) if (!names.has(name)) return false;
    for (const [name, check] of checks) if (!check((value as Readonly<Record<string, unknown>>)[name])) return false;
    return true;
  };
}
