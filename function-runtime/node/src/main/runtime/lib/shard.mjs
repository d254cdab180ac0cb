// The part of the keys of a function that is this instance's own.
import { createHash } from 'node:crypto';

/** That of an environment: its `number` of `count`, the `range` of its hashes, the fencing `token` of its owner if it has one, and whether it `holds(key)`; undefined without shards. */
export function shardOf(env) {
  if (env.SLUICE_SHARD === undefined) {
    return undefined;
  }
  const number = Number(env.SLUICE_SHARD);
  const count = Number(env.SLUICE_SHARDS);
  const hashOf = (key) => createHash('sha256').update(String(key), 'utf8').digest().readBigUInt64BE();
  return Object.freeze({
    number,
    count,
    range: env.SLUICE_SHARD_RANGE,
    token: env.SLUICE_SHARD_TOKEN === undefined ? undefined : Number(env.SLUICE_SHARD_TOKEN),
    holds: (key) => (hashOf(key) * BigInt(count)) >> 64n === BigInt(number),
  });
}

let here;

/** That of this process, which is told when it becomes an instance. */
export function shardHere() {
  return (here ??= shardOf(process.env));
}
