package dev.sluice.gateway.egress.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where the keys of a command stand, and what becomes of it if they lie at several servers. The commands are those of Redis 7. */
sealed interface KeyRule {

    /** It goes to one server as it is: keys of several are refused. */
    record Together(Keys keys) implements KeyRule {}

    /**
     * It can be taken apart, and the replies put together.
     *
     * @param step words for each key, the key first
     */
    record Apart(int step, Merge merge) implements KeyRule {}

    /** How replies are put together. */
    enum Merge {

        /** The sum of numbers. */
        SUM,

        /** Arrays, each element at the place of its key. */
        PLACES,

        /** All must say OK. */
        OK
    }

    /** Which words of a command are keys. */
    @FunctionalInterface
    interface Keys {

        /** Their places; empty if the command lacks some, which its server will say. */
        List<Integer> of(Command command);
    }

    Map<String, KeyRule> ALL = rules();

    /** That of a command; empty if it has no key, or is not known. */
    static Optional<KeyRule> of(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    private static Map<String, KeyRule> rules() {
        Map<String, KeyRule> rules = new HashMap<>();
        KeyRule first = new Together(first(1));
        for (String name :
                ("GET SET SETNX SETEX PSETEX GETSET GETDEL GETEX APPEND STRLEN INCR DECR INCRBY DECRBY INCRBYFLOAT"
                                + " GETRANGE SETRANGE SUBSTR GETBIT SETBIT BITCOUNT BITPOS BITFIELD BITFIELD_RO EXPIRE PEXPIRE"
                                + " EXPIREAT PEXPIREAT TTL PTTL EXPIRETIME PEXPIRETIME PERSIST TYPE DUMP RESTORE"
                                + " HGET HSET HSETNX HMGET HMSET HDEL HEXISTS HGETALL HINCRBY HINCRBYFLOAT HKEYS HLEN HRANDFIELD"
                                + " HSCAN HSTRLEN HVALS LINDEX LINSERT LLEN LPOP LPOS LPUSH LPUSHX LRANGE LREM LSET LTRIM RPOP RPUSH"
                                + " RPUSHX SADD SCARD SISMEMBER SMISMEMBER SMEMBERS SPOP SRANDMEMBER SREM SSCAN ZADD ZCARD ZCOUNT"
                                + " ZINCRBY ZLEXCOUNT ZMSCORE ZPOPMAX ZPOPMIN ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANK ZREM"
                                + " ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE"
                                + " ZREVRANK ZSCAN ZSCORE PFADD GEOADD GEODIST GEOHASH GEOPOS GEOSEARCH XADD XLEN XRANGE XREVRANGE"
                                + " XDEL XTRIM XACK XPENDING XCLAIM XAUTOCLAIM")
                        .split(" ")) {
            rules.put(name, first);
        }
        for (String name : "RENAME RENAMENX COPY SMOVE LMOVE RPOPLPUSH LCS ZRANGESTORE GEOSEARCHSTORE".split(" ")) {
            rules.put(name, new Together(first(2)));
        }
        for (String name : "SINTER SINTERSTORE SUNION SUNIONSTORE SDIFF SDIFFSTORE PFCOUNT PFMERGE".split(" ")) {
            rules.put(name, new Together(command -> places(1, command.size(), 1)));
        }
        for (String name : "ZUNION ZINTER ZDIFF SINTERCARD ZINTERCARD LMPOP ZMPOP".split(" ")) {
            rules.put(name, new Together(command -> counted(command, 1)));
        }
        for (String name : "EVAL EVALSHA EVAL_RO EVALSHA_RO FCALL FCALL_RO".split(" ")) {
            rules.put(name, new Together(command -> counted(command, 2)));
        }
        for (String name : "XGROUP XINFO OBJECT".split(" ")) {
            rules.put(name, new Together(command -> places(2, Math.min(3, command.size()), 1)));
        }
        rules.put("MSETNX", new Together(command -> places(1, command.size(), 2)));
        for (String name : "DEL UNLINK EXISTS TOUCH".split(" ")) {
            rules.put(name, new Apart(1, Merge.SUM));
        }
        rules.put("MGET", new Apart(1, Merge.PLACES));
        rules.put("MSET", new Apart(2, Merge.OK));
        return Map.copyOf(rules);
    }

    private static Keys first(int count) {
        return command -> command.size() > count ? places(1, count + 1, 1) : List.of();
    }

    private static List<Integer> places(int from, int to, int step) {
        return IntStream.iterate(from, place -> place < to, place -> place + step)
                .boxed()
                .toList();
    }

    /** Those behind the word that says how many they are. */
    private static List<Integer> counted(Command command, int at) {
        if (at >= command.size() || !command.text(at).matches("\\d{1,6}")) {
            return List.of();
        }
        int count = Integer.parseInt(command.text(at));
        return at + 1 + count <= command.size() ? places(at + 1, at + 1 + count, 1) : List.of();
    }
}
