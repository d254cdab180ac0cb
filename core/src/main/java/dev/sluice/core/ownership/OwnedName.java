package dev.sluice.core.ownership;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What can be owned, or is shared by those who agree on something.
 *
 * @param name {@value #RULE}
 */
public record OwnedName(Sort sort, Namespace namespace, String name) {

    public static final String RULE = "1 to 64 letters, digits, '-', '_' and '.'";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    /** Each has names of its own. */
    public enum Sort {
        KEY("key", "own-keys"),
        LOCK("lock", "own-locks"),
        SEMAPHORE("semaphore", "own-semaphores"),
        ELECTION("election", "own-elections"),
        SHARD("shard", "own-shards"),
        BARRIER("barrier", "own-barriers");

        private final String word;
        private final String area;

        Sort(String word, String area) {
            this.word = word;
            this.area = area;
        }

        /** What people call it. */
        public String word() {
            return word;
        }

        String area() {
            return area;
        }
    }

    /** That of a shard of a function. */
    public static OwnedName shard(FunctionName function, int number) {
        return new OwnedName(Sort.SHARD, function.namespace(), number + "." + function.name());
    }

    public OwnedName {
        if (sort != Sort.SHARD && !isValid(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be the name of a " + sort.word() + ": allowed are " + RULE);
        }
    }

    public static boolean isValid(String text) {
        return NAME.matcher(text).matches();
    }

    StateKey key() {
        return new StateKey(sort.area(), prefix(namespace) + name);
    }

    /** The names of a sort that there are records of, in their order, at most {@code most}; asks the store. */
    static List<String> names(KeyedState state, Sort sort, Namespace namespace, int most) {
        String prefix = prefix(namespace);
        return state.keys(sort.area(), OwnedKeys.MOST).stream()
                .map(StateKey::name)
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .sorted()
                .limit(most)
                .toList();
    }

    /** What the keys of all records of a namespace begin with; no namespace has a dot. */
    private static String prefix(Namespace namespace) {
        return namespace.value() + ".";
    }

    /** As people are told it: {@code lock 'nightly'}. */
    @Override
    public String toString() {
        return sort.word() + " '" + name + "'";
    }
}
