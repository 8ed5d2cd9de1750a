/** Names a job and the epoch in which the caller believes it to be. */
export interface JobRef {
  readonly id: string;
  readonly epoch: number;
}
