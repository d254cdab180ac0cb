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
  /** The spec says `uses: ownership`. */
  readonly ownership: Ownership;
  readonly log: Log;
  /** At most 65,536 bytes. */
  progress(value: string | Uint8Array): void;
}

/** Times are milliseconds. What is refused rejects with an Error that has a `reason`, as `held_by_others` or `token_stale`. */
export interface Ownership {
  lock(name: string, options?: HoldOptions): Promise<Hold>;
  permit(semaphore: string, permits: number, options?: HoldOptions): Promise<Hold>;
  lead(election: string, value: string, options?: HoldOptions): Promise<Hold>;
  leader(election: string): Promise<Leader | undefined>;
  nextLeader(election: string, token: number, wait: number): Promise<Leader | undefined>;
  get(key: string): Promise<KeyValue | undefined>;
  nextValue(key: string, version: number, wait: number): Promise<KeyValue | undefined>;
  /** The new version. */
  put(key: string, value: string, options?: KeyCondition & { ttl?: number }): Promise<number>;
  remove(key: string, options?: KeyCondition): Promise<boolean>;
  barrier(name: string): Promise<Barrier>;
  /** Not `open` if not all have come in the time; who goes on waiting says the `generation` that he was told. */
  arrive(barrier: string, party: string, parties: number, options?: { wait?: number; generation?: number }): Promise<Barrier>;
}

export interface Barrier {
  readonly open: boolean;
  /** To which he came; of who only looks, how many times it has opened. */
  readonly generation: number;
  readonly parties: number;
  readonly arrived: string[];
}

export interface HoldOptions {
  /** 15,000 unless told. */
  lease?: number;
  /** 30,000 unless told. */
  wait?: number;
  who?: string;
  /** Called once if it is lost, before others can own it. */
  onLoss?: () => void | Promise<void>;
}

export interface Hold {
  readonly name: string;
  /** Throws if it is not held any more, by the clock. */
  readonly token: number;
  readonly held: boolean;
  /** Aborted when it is lost. */
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

export interface KeyCondition {
  ifVersion?: number;
  ifValue?: string;
  token?: number;
}

export interface KeyValue {
  readonly value: string;
  readonly version: number;
  readonly expiresAt?: Date;
  readonly token?: number;
}

export interface Leader {
  readonly who: string;
  readonly value: string;
  readonly token: number;
}

export interface StubOwnership extends Ownership {
  /** Takes it from all who hold it, and calls their handlers. */
  lose(name: string): Promise<void>;
}

export function stubOwnership(): StubOwnership;

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
  parts?: Partial<Pick<Context, 'invocationId' | 'functionName' | 'version' | 'attempt' | 'deadline' | 'env' | 'ownership'>>,
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
