/** The port to a set of functions, wherever they run. */
export interface FunctionHost {
  /** Whether there is a function at this path, for example `/api/v1`. */
  has(path: string): boolean;
  invoke(path: string, request: Request): Promise<Response>;
  close(): Promise<void>;
}
