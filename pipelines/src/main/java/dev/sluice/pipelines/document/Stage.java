package dev.sluice.pipelines.document;

import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.settings.Setting;
import dev.sluice.events.filter.EventExpression;
import dev.sluice.events.filter.EventFilter;
import dev.sluice.events.trigger.RetrySettings;
import dev.sluice.pipelines.fold.FoldKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a stage does with items. */
public sealed interface Stage {

    /** The output of a filter that has what was not let through. */
    StageName REJECTED = new StageName("rejected");

    String FOLD_SETTING =
            "what is made of them: `count` is how many there are, `sum` what the values come to, `histogram` how many there"
                    + " are of each text that the value says, `top` a list of those with the greatest values, `collect` a"
                    + " list of all";

    String VALUE_SETTING = "what is summed, counted by, compared or collected";

    String MOST_SETTING = "how many are in the list of `top` and `collect`, and texts in a histogram";

    /** The output of a window that has the items that came too late. */
    StageName LATE = new StageName("late");

    /** What {@code otherwise} of a split says where an item that no rule wants is to end. */
    StageName DROP = new StageName("drop");

    /** The key that it stands under. */
    String kind();

    /** In a few words what it does, for people. */
    String inWords();

    /** The outputs that are read by name, which must have a reader; empty where its items are read by its own name. */
    default List<StageName> outputs() {
        return List.of();
    }

    /** The output beside its own items that somebody may read or not. */
    default Optional<StageName> sideOutput() {
        return Optional.empty();
    }

    /** The functions that it calls. */
    default List<FunctionName> functions() {
        return List.of();
    }

    /** What becomes of an item that fails. */
    enum OnFailure {
        /** It is a dead letter, and the others go on. */
        DEAD_LETTER,
        /** It waits for somebody, and so do all behind it that have its key. */
        PARK_KEY,
        /** It is a dead letter, and its batch is given up. */
        FAIL_BATCH
    }

    /** Calls a function. */
    record Function(
            @Setting(value = "the function, in the pipeline's own namespace", inShort = true)
            FunctionName name,

            @Setting(
                    value = "calls under way at the same time, at each gateway",
                    least = "1",
                    most = "10000",
                    otherwise = "16")
            int concurrency,

            @Setting(value = "whether items with the same key are called one after the other", otherwise = "false")
            boolean ordered,

            @Setting("how long one item is tried") RetrySettings retry,

            @Setting(
                    value =
                            "what becomes of an item that fails, its attempts used up for instance: `dead-letter`, `park-key`:"
                                    + " it waits for somebody, and so do all behind it that have its key, `fail-batch`: it is"
                                    + " a dead letter, and its batch is given up",
                    otherwise = "dead-letter")
            OnFailure onFailure)
            implements Stage {

        /** Calls under way at the same time where nothing is said. */
        public static final int USUAL_CONCURRENCY = 16;

        @Override
        public String kind() {
            return "function";
        }

        @Override
        public String inWords() {
            return "function " + name;
        }

        @Override
        public List<FunctionName> functions() {
            return List.of(name);
        }
    }

    /** Gives each item to all that read it. */
    record Copy() implements Stage {

        @Override
        public String kind() {
            return "copy";
        }

        @Override
        public String inWords() {
            return "copy";
        }
    }

    /** Lets items through or not. */
    record Filter(
            @Setting(value = "which items go through", inShort = true, otherwise = "none")
            Optional<EventFilter> where,

            @Setting(
                    value = "a function that is called with each item and answers `true` or `false`",
                    otherwise = "none")
            Optional<FunctionName> function)
            implements Stage {

        public Filter {
            if (where.isPresent() == function.isPresent()) {
                throw new IllegalArgumentException("a filter is told by one of where and function");
            }
        }

        @Override
        public String kind() {
            return "filter";
        }

        @Override
        public String inWords() {
            return "filter "
                    + where.map(EventFilter::toString)
                            .or(() -> function.map(name -> "by " + name))
                            .orElse("");
        }

        @Override
        public Optional<StageName> sideOutput() {
            return Optional.of(REJECTED);
        }

        @Override
        public List<FunctionName> functions() {
            return function.stream().toList();
        }
    }

    /** Gives each item to the output whose rule wants it. */
    record Split(
            @Setting(value = "outputs, each with the items that it wants, in order", least = "1", most = "100")
            Map<StageName, EventFilter> when,

            @Setting("the output of items that no rule wants; `drop` lets them go")
            StageName otherwise,

            @Setting(
                    value = "whether an item goes to the first output that wants it, or to all that do",
                    otherwise = "first")
            Rules rules)
            implements Stage {

        /** To which outputs. */
        public enum Rules {
            FIRST,
            ALL
        }

        public Split {
            if (when.containsKey(otherwise)) {
                throw new IllegalArgumentException(
                        "otherwise is '" + otherwise + "', which has a rule of its own: give it another name");
            }
            if (when.containsKey(DROP)) {
                throw new IllegalArgumentException(
                        "an output named drop cannot have a rule: drop in otherwise lets items go");
            }
        }

        @Override
        public String kind() {
            return "split";
        }

        @Override
        public String inWords() {
            return "split into "
                    + String.join(", ", outputs().stream().map(StageName::value).toList());
        }

        @Override
        public List<StageName> outputs() {
            List<StageName> outputs = new ArrayList<>(when.keySet());
            if (!otherwise.equals(DROP)) {
                outputs.add(otherwise);
            }
            return outputs;
        }
    }

    /** Gives all items of a key to the same shard. */
    record Shard(
            @Setting(value = "the key of an item", inShort = true)
            EventExpression by,

            @Setting(value = "how many shards there are", least = "1", most = "1000", otherwise = "8")
            int shards)
            implements Stage {

        @Override
        public String kind() {
            return "shard";
        }

        @Override
        public String inWords() {
            return "shard by " + by + " into " + shards;
        }
    }

    /** Puts the items of several stages into one stream. */
    record Merge() implements Stage {

        @Override
        public String kind() {
            return "merge";
        }

        @Override
        public String inWords() {
            return "merge";
        }
    }

    /** Waits for the whole batch. */
    record Join(
            @Setting(
                    value =
                            "what becomes of the batch if members are missing, dead letters for instance: `fail`: it has"
                                    + " failed; `wait`: it waits for those that can be retried, and does as `fail` where others are missing; `open`: it goes on without them and says which",
                    otherwise = "fail")
            Missing missing,

            @Setting(
                    value = "how many may be missing before `missing` says what is done, as a number or a share of the"
                            + " expected",
                    otherwise = "0")
            Tolerance tolerate,

            @Setting(
                    value =
                            "whether what fails before the join can be retried when it has opened without it: `refuse`, or"
                                    + " `edition`: it opens once more with all that it has by then, under the next number",
                    otherwise = "refuse")
            Late late,

            @Setting(
                    value = "how long after it opened last its members are kept for one more edition",
                    least = "1s",
                    most = "168h",
                    otherwise = "24h")
            Duration keep)
            implements Stage {

        public Join {
            if (late == Late.EDITION && missing == Missing.WAIT) {
                throw new IllegalArgumentException(
                        "late: edition is for missing: open or fail: a join that waits for what"
                                + " is missing has all that comes late");
            }
        }

        /** Whether it opens once more for what comes late. */
        public boolean hasEditions() {
            return late == Late.EDITION;
        }

        /** Whether it waits for members that can be retried only where too many are missing. */
        public boolean waitsForMost() {
            return missing == Missing.WAIT && tolerate.number().signum() > 0;
        }

        /** What is done about missing members. */
        public enum Missing {
            FAIL,
            WAIT,
            OPEN
        }

        /** What is done about late members. */
        public enum Late {
            REFUSE,
            EDITION
        }

        @Override
        public String kind() {
            return "join";
        }

        @Override
        public String inWords() {
            return "join";
        }
    }

    /** Makes one item of many. */
    record Reduce(
            @Setting(value = FOLD_SETTING, otherwise = "none")
            Optional<FoldKind> fold,

            @Setting(
                    value =
                            "a function that makes one value of a list of them, in the place of `fold`; in which order and how"
                                    + " grouped must not matter",
                    otherwise = "none")
            Optional<Stage.Reduce.Call> function,

            @Setting(value = VALUE_SETTING, otherwise = "the data of the item")
            Optional<EventExpression> value,

            @Setting(value = "the key of which there is one item each", otherwise = "none: one of the whole batch")
            Optional<EventExpression> by,

            @Setting(value = MOST_SETTING, least = "1", most = "10000", otherwise = "1000")
            int most)
            implements Stage {

        private static final int USUAL_MOST = 1000;

        public Reduce {
            if (fold.isPresent() == function.isPresent()) {
                throw new IllegalArgumentException("a reduce is told by one of fold and function");
            }
            if (function.isPresent() && (value.isPresent() || most != USUAL_MOST)) {
                throw new IllegalArgumentException(
                        "value and most are for fold: a function gets the data of the items, whole, and all of them");
            }
        }

        /** How the function is called. */
        public record Call(
                @Setting(value = "the function, in the pipeline's own namespace", inShort = true)
                FunctionName name,

                @Setting(value = "how many values it gets at a time", least = "2", most = "1000", otherwise = "100")
                int chunk,

                @Setting(
                        value = "calls under way at the same time, at each gateway",
                        least = "1",
                        most = "10000",
                        otherwise = "16")
                int concurrency,

                @Setting("how long one chunk is tried") RetrySettings retry) {}

        @Override
        public String kind() {
            return "reduce";
        }

        @Override
        public String inWords() {
            return "reduce by "
                    + function.map(call -> call.name().toString())
                            .or(() -> fold.map(Stage::word))
                            .orElse("")
                    + by.map(key -> " for each " + key).orElse("");
        }

        @Override
        public List<FunctionName> functions() {
            return function.map(Call::name).stream().toList();
        }
    }

    /** Folds what an endless stream has of a time into one item. */
    record Window(
            @Setting(
                    value = "windows of this length, one after the other since 1970 in UTC",
                    least = "1s",
                    most = "8784h",
                    otherwise = "none")
            Optional<Duration> tumbling,

            @Setting(
                    value = "windows that end when nothing has come for so long",
                    least = "1s",
                    most = "8784h",
                    otherwise = "none")
            Optional<Duration> session,

            @Setting(value = FOLD_SETTING, otherwise = "count")
            FoldKind fold,

            @Setting(value = VALUE_SETTING, otherwise = "the data of the item")
            Optional<EventExpression> value,

            @Setting(value = "the key of which each has windows of its own", otherwise = "none: one for all")
            Optional<EventExpression> by,

            @Setting(value = MOST_SETTING, least = "1", most = "10000", otherwise = "1000")
            int most,

            @Setting(
                    value =
                            "the time of an item: `record`, which is that of the event or of its record; `arrival`, when it"
                                    + " comes to the stage; or an expression, as text of RFC 3339 or in milliseconds since 1970",
                    otherwise = "record")
            ItemTime time,

            @Setting(
                    value = "how much earlier than the latest before it the time of an item may be",
                    least = "0s",
                    most = "8784h",
                    otherwise = "10s")
            Duration lateness,

            @Setting(
                    value =
                            "what becomes of an item whose window is over: `drop`; `topic`: it leaves by the output `late`;"
                                    + " `update`: the result goes on once more, with the next number",
                    otherwise = "drop")
            Stage.Window.Lateness late,

            @Setting(
                    value = "how long after its end a window is kept for items that update it",
                    least = "1s",
                    most = "8784h",
                    otherwise = "1h")
            Duration keep,

            @Setting(
                    value = "whether only final results go on, or, with each item, running ones too",
                    otherwise = "final")
            Stage.Window.Emit emit,

            @Setting(
                    value = "after how long a partition of the source from which nothing comes holds back no window",
                    least = "1s",
                    most = "24h",
                    otherwise = "30s")
            Duration idle)
            implements Stage {

        /** What is done about late items. */
        public enum Lateness {
            DROP,
            TOPIC,
            UPDATE
        }

        /** Which results go on. */
        public enum Emit {
            FINAL,
            RUNNING
        }

        public Window {
            if (Stream.of(tumbling, session).filter(Optional::isPresent).count() != 1) {
                throw new IllegalArgumentException("a window is told by one of tumbling and session");
            }
        }

        @Override
        public String kind() {
            return "window";
        }

        @Override
        public String inWords() {
            return word(fold)
                    + tumbling.map(length -> " of each " + DurationText.format(length))
                            .or(() -> session.map(gap -> " until nothing for " + DurationText.format(gap)))
                            .orElse("")
                    + by.map(key -> " for each " + key).orElse("");
        }

        /** Where late items go that nobody must read. */
        @Override
        public Optional<StageName> sideOutput() {
            return late == Lateness.TOPIC ? Optional.of(LATE) : Optional.empty();
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
