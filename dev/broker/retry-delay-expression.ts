/** `Upstash-Retry-Delay`: a formula in milliseconds over `retried`, parsed by jsep and compiled to a function. */
import jsep from "jsep";
import { BrokerError } from "./broker-error.ts";

export interface RetryDelay {
  readonly expression: string;
  /** Milliseconds before retry number `retried` + 1; not negative, but NaN or infinite where the formula is. */
  delayMs(retried: number): number;
}

type Evaluate = (retried: number) => number;

const MAX_EXPRESSION_CHARACTERS = 1000;

/** Each function with the number of arguments it takes. */
const FUNCTIONS: Readonly<Record<string, { readonly arity: number; readonly apply: (...values: number[]) => number }>> =
  {
    pow: { arity: 2, apply: Math.pow },
    sqrt: { arity: 1, apply: Math.sqrt },
    abs: { arity: 1, apply: Math.abs },
    exp: { arity: 1, apply: Math.exp },
    floor: { arity: 1, apply: Math.floor },
    ceil: { arity: 1, apply: Math.ceil },
    round: { arity: 1, apply: Math.round },
    min: { arity: 2, apply: Math.min },
    max: { arity: 2, apply: Math.max },
  };

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
};

/** Compiles the formula; throws a 400 for anything but numbers, `retried`, arithmetic and the documented functions. */
export function parseRetryDelay(expression: string): RetryDelay {
  if (expression.length > MAX_EXPRESSION_CHARACTERS) throw invalid(expression.slice(0, 40), "too long");
  let evaluate: Evaluate;
  try {
    evaluate = compile(jsep(expression) as jsep.CoreExpression);
  } catch (error) {
    throw invalid(expression, error instanceof Error ? error.message : String(error));
  }
  return { expression, delayMs: (retried) => Math.max(0, evaluate(retried)) };
}

function compile(node: jsep.CoreExpression): Evaluate {
  switch (node.type) {
    case "Literal": {
      const { value } = node;
      if (typeof value !== "number") throw new Error(`${node.raw} is not a number`);
      return () => value;
    }
    case "Identifier":
      if (node.name !== "retried") throw new Error(`unknown variable ${node.name}`);
      return (retried) => retried;
    case "UnaryExpression": {
      if (node.operator !== "-" && node.operator !== "+") throw new Error(`unknown operator ${node.operator}`);
      const sign = node.operator === "-" ? -1 : 1;
      const argument = compile(node.argument as jsep.CoreExpression);
      return (retried) => sign * argument(retried);
    }
    case "BinaryExpression": {
      const apply = OPERATORS[node.operator];
      if (!apply) throw new Error(`unknown operator ${node.operator}`);
      const left = compile(node.left as jsep.CoreExpression);
      const right = compile(node.right as jsep.CoreExpression);
      return (retried) => apply(left(retried), right(retried));
    }
    case "CallExpression":
      return compileCall(node);
    default:
      throw new Error(`unexpected ${node.type}`);
  }
}

function compileCall(node: jsep.CallExpression): Evaluate {
  const callee = node.callee as jsep.CoreExpression;
  const name = callee.type === "Identifier" ? callee.name : "";
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!known) throw new Error(`unknown function ${name}`);
  if (node.arguments.length !== known.arity) throw new Error(`${name} takes ${known.arity} arguments`);
  const values = node.arguments.map((argument) => compile(argument as jsep.CoreExpression));
  return (retried) => known.apply(...values.map((value) => value(retried)));
}

function invalid(expression: string, reason: string): BrokerError {
  return new BrokerError(400, `invalid retry delay expression "${expression}": ${reason}`);
}
