/** What a function is given beside its request. */
export interface Context {
  readonly invocationId: string;
  readonly functionName: string;
  readonly version: number;
  readonly attempt: number;
  readonly deadline: Date;
  /** Milliseconds until the deadline, never negative. */
  remaining(): number;
  readonly signal: AbortSignal;
  readonly env: Record<string, string | undefined>;
  readonly log: Log;
  /** At most 65,536 bytes. */
  progress(value: string | Uint8Array): void;
}

export interface Log {
  (...words: unknown[]): void;
  debug(...words: unknown[]): void;
  info(...words: unknown[]): void;
  warn(...words: unknown[]): void;
  error(...words: unknown[]): void;
}

export interface StubContext extends Context {
  /** Has the caller go away. */
  cancel(reason?: unknown): void;
  readonly logged: { level: 'debug' | 'info' | 'warn' | 'error'; text: string }[];
  readonly told: Uint8Array[];
}

export function stubContext(
  parts?: Partial<Pick<Context, 'invocationId' | 'functionName' | 'version' | 'attempt' | 'deadline' | 'env'>>,
): StubContext;

export interface Called {
  readonly name: string;
  readonly method: string;
  /** What follows the name of the function. */
  readonly pathAndQuery: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Uint8Array;
  readonly text: string;
  /** Whether it is to run later. */
  readonly later: boolean;
}

export interface StubFunctions {
  /** SLUICE_URL and SLUICE_TOKEN. */
  readonly env: Record<string, string>;
  calls(name: string): Called[];
  close(): Promise<void>;
}

/** A Response, a text, or what JSON can hold. */
export type Answer = unknown;

export function stubFunctions(
  answers: Record<string, Answer | ((request: Request) => Answer | Promise<Answer>)>,
): Promise<StubFunctions>;
