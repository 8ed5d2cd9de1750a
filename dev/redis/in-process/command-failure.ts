/** How a command fails: with the words that Redis has for it. */

/** Thrown inside a command and answered as its error. */
export class CommandFailure extends Error {}

export const SYNTAX_ERROR = "ERR syntax error";
