package dev.sluice.gateway.egress.redis;

import dev.sluice.core.choice.WeightedChoice;
import dev.sluice.core.function.ServerAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out which servers a command is for. Thread-safe; nothing in it blocks. */
final class Sharding {

    /** The code of an error that says that keys lie apart, as Redis Cluster has it. */
    private static final String APART = "CROSSSLOT";

    private final String ambassador;
    private final int servers;
    private final WeightedChoice<ServerAddress> choice;

    Sharding(String ambassador, List<ServerAddress> servers) {
        this.ambassador = ambassador;
        this.servers = servers.size();
        this.choice = WeightedChoice.amongEquals(servers, ServerAddress::toString);
    }

    /** What is done with a command that is for servers. */
    Plan plan(Command command) {
        String name = command.name();
        Optional<KeyRule> rule = KeyRule.of(name);
        if (rule.isEmpty()) {
            return refused(
                    "ERR",
                    "'" + shown(name) + "' cannot go through it: it has no key by which one of the " + servers
                            + " servers would be found, holds a connection, or is not known. Ask a server itself");
        }
        return switch (rule.get()) {
            case KeyRule.Together(KeyRule.Keys keys) -> together(command, keys.of(command));
            case KeyRule.Apart(int step, KeyRule.Merge merge) -> apart(command, step, merge);
        };
    }

    private Plan together(Command command, List<Integer> keys) {
        if (keys.isEmpty()) {
            return refused("ERR", "wrong number of arguments for '" + shown(command.name()) + "', or no keys");
        }
        ServerAddress server = server(command.words().get(keys.getFirst()));
        boolean one =
                keys.stream().allMatch(key -> server(command.words().get(key)).equals(server));
        return one
                ? new Plan.One(server, command.encoded())
                : refused(
                        APART,
                        "the keys of '" + shown(command.name()) + "' lie at several servers: give them the same"
                                + " part in braces, as in {user17}:cart, by which alone they are found then");
    }

    private Plan apart(Command command, int step, KeyRule.Merge merge) {
        int words = command.size() - 1;
        if (words == 0 || words % step != 0) {
            return refused("ERR", "wrong number of arguments for '" + shown(command.name()) + "'");
        }
        Map<ServerAddress, List<Integer>> places = new LinkedHashMap<>();
        for (int key = 0; key < words / step; key++) {
            places.computeIfAbsent(server(command.words().get(1 + key * step)), at -> new ArrayList<>())
                    .add(key);
        }
        if (places.size() == 1) {
            return new Plan.One(places.keySet().iterator().next(), command.encoded());
        }
        List<Plan.Part> parts = new ArrayList<>();
        places.forEach((server, keys) -> parts.add(part(command, step, server, keys)));
        return new Plan.Several(parts, words / step, merge);
    }

    private static Plan.Part part(Command command, int step, ServerAddress server, List<Integer> keys) {
        List<byte[]> words = new ArrayList<>();
        for (int key : keys) {
            words.addAll(command.words().subList(1 + key * step, 1 + (key + 1) * step));
        }
        return new Plan.Part(server, command.with(words).encoded(), keys);
    }

    /** Of a key with a part in braces that part alone counts, as in Redis Cluster. */
    private ServerAddress server(byte[] key) {
        int open = indexOf(key, '{', 0);
        int close = open < 0 ? -1 : indexOf(key, '}', open + 1);
        return choice.of(close > open + 1 ? Arrays.copyOfRange(key, open + 1, close) : key);
    }

    private static int indexOf(byte[] key, char wanted, int from) {
        for (int i = from; i < key.length; i++) {
            if (key[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private Plan refused(String code, String why) {
        return new Plan.Answer(Resp.error(code + " The ambassador '" + ambassador + "': " + why));
    }

    private static String shown(String name) {
        return name.length() > 40 ? name.substring(0, 40) + "…" : name;
    }
}
