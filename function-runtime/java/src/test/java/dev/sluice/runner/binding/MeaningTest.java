package dev.sluice.runner.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.beans.ConstructorProperties;
import java.io.Serializable;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.Year;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a type means: a known value, a container, a record, or a class with fields of its author's. */
class MeaningTest {

    private final JsonBinder binder = new JsonBinder(MeaningTest.class);

    interface Shape {}

    record Circle(double r) implements Shape {}

    static class Holder {
        Optional<Shape> shape = Optional.of(new Circle(5));
        List<Shape> list = List.of(new Circle(1));
        Map<String, Shape> map = Map.of("a", new Circle(2));
    }

    @Test
    void whatLiesBehindAnInterfaceIsWrittenAsWhatItIs() throws Exception {
        assertThat(written(new Holder()))
                .isEqualTo("{\"shape\":{\"r\":5.0},\"list\":[{\"r\":1.0}],\"map\":{\"a\":{\"r\":2.0}}}");
    }

    @Test
    void anAnonymousClassIsWrittenWithItsFields() throws Exception {
        assertThat(written(new Object() {
                    final int x = 1;
                }))
                .isEqualTo("{\"x\":1}");
        record Local(int y) {}
        assertThat(written(new Local(2))).isEqualTo("{\"y\":2}");
        assertThat(written(new Circle[] {new Circle(1)})).isEqualTo("[{\"r\":1.0}]");
    }

    static class Nothing {}

    record Step(int n) implements Runnable {
        @Override
        public void run() {}
    }

    @Test
    void aRecordIsDataWhateverElseItCanDo() throws Exception {
        assertThat(written(new Step(1))).isEqualTo("{\"n\":1}");
    }

    static class Counter implements Runnable {
        int count = 1;

        @Override
        public void run() {
            count++;
        }
    }

    static class Fraction extends Number {
        private static final long serialVersionUID = 1L;

        @Override
        public int intValue() {
            return 0;
        }

        @Override
        public long longValue() {
            return 0;
        }

        @Override
        public float floatValue() {
            return 0;
        }

        @Override
        public double doubleValue() {
            return 0;
        }
    }

    static Stream<Object> unsendable() {
        Runnable lambda = () -> {};
        return Stream.of(
                lambda,
                new Object(),
                new Nothing(),
                new Counter(),
                new Fraction(),
                Thread.currentThread(),
                List.of(1).iterator(),
                Map.entry("a", 1),
                new IllegalStateException("x"),
                String.class,
                Map.of(List.of(1), 2),
                java.lang.reflect.Proxy.newProxyInstance(
                        Shape.class.getClassLoader(), new Class<?>[] {Shape.class}, (_, _, _) -> null));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("unsendable")
    void whatIsNoDataIsNeverWritten(Object value) {
        for (Object sent : List.of(value, new Object[] {value}, Map.of("in", value), Optional.of(value))) {
            assertThatThrownBy(() -> binder.write(sent))
                    .isInstanceOf(NotSerialisableException.class)
                    .hasMessageContaining(" cannot be written as JSON: ");
        }
    }

    static class Named {
        final String a;
        final int b;
        final List<String> c;

        @ConstructorProperties({"a", "b"})
        Named(String a, int b) {
            if (b < 0) {
                throw new IllegalArgumentException("neg");
            }
            this.a = a;
            this.b = b;
            c = new ArrayList<>();
        }
    }

    static class Debugged extends Named {
        boolean open = true;

        Debugged(String a, int b) {
            super(a, b);
        }
    }

    @Test
    void aConstructorIsNeverLeftOut() throws Exception {
        Named named = (Named) read(Named.class, "{\"a\":\"x\",\"b\":1,\"c\":[\"y\"]}");

        assertThat(named.a + named.b + named.c).isEqualTo("x1[]");
        assertThatThrownBy(() -> read(Named.class, "{\"a\":\"x\",\"b\":-1}"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the body is refused: neg");
        assertThatThrownBy(() -> read(Named.class, "{\"a\":\"x\"}"))
                .isInstanceOf(BadInputException.class)
                .hasMessage(
                        "the body's field 'b' is missing: a whole number from -2147483648 to 2147483647 is expected");
    }

    @Test
    void theNamesInTheDebugInformationDo() throws Exception {
        Debugged debugged = (Debugged) read(Debugged.class, "{\"a\":\"x\",\"b\":1,\"open\":false}");

        assertThat(debugged.a + debugged.b + debugged.open).isEqualTo("x1false");
        assertThat(written(debugged)).isEqualTo("{\"open\":false,\"a\":\"x\",\"b\":1,\"c\":[]}");
    }

    static class Event {
        private final Instant at;
        private final String id;
        private final String tags;
        private final String place;

        @ConstructorProperties({"at", "id", "tags", "place"})
        Event(long at, int id, List<String> tags, Optional<String> place) {
            this.at = Instant.ofEpochMilli(at);
            this.id = "E" + id;
            this.tags = String.join("+", tags);
            this.place = place.orElse("nowhere");
        }
    }

    @Test
    void whatAConstructorTakesIsReadAndWhatAFieldHoldsIsWritten() throws Exception {
        Object event = read(Event.class, "{\"at\":5,\"id\":7,\"tags\":[\"a\",\"b\"]}");

        assertThat(written(event))
                .isEqualTo("{\"at\":\"1970-01-01T00:00:00.005Z\",\"id\":\"E7\",\"tags\":\"a+b\","
                        + "\"place\":\"nowhere\"}");
    }

    public static class Checked {
        private int age = 18;

        public int getAge() {
            return age;
        }

        public void setAge(int age) {
            if (age < 0) {
                throw new IllegalArgumentException("no age");
            }
            if (age > 1_000) {
                throw new UnsupportedOperationException("too old");
            }
            this.age = age;
        }
    }

    @Test
    void aSetterIsNeverLeftOut() throws Exception {
        assertThat(written(read(Checked.class, "{}"))).isEqualTo("{\"age\":18}");
        assertThat(written(read(Checked.class, "{\"age\":7}"))).isEqualTo("{\"age\":7}");
        assertThatThrownBy(() -> read(Checked.class, "{\"age\":-1}"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the body's field 'age' is refused: no age");
    }

    @Test
    void whatElseAnAuthorsCodeThrowsIsNoFaultOfTheCaller() {
        assertThatThrownBy(() -> read(Checked.class, "{\"age\":1001}"))
                .isInstanceOfSatisfying(
                        AuthorException.class,
                        e -> assertThat(e.thrown())
                                .isInstanceOf(UnsupportedOperationException.class)
                                .hasMessage("too old"));
    }

    @SuppressWarnings("NullAway.Init") // JSON fills it.
    static class Mixed {
        TreeMap<Integer, String> tree;
        SortedMap<Year, Boolean> years;
        ConcurrentMap<DayOfWeek, Character> days;
        EnumMap<DayOfWeek, List<Long>> enums;
        Map<Boolean, Integer> flags;
        Iterable<String> texts;
        NavigableSet<Integer> sorted;
        Deque<Optional<Integer>> deque;
        EnumSet<DayOfWeek> set;
        List<? extends Map<String, ? super Integer>> wild;
        Timestamp at;
        AtomicInteger atomic;
        int[][] matrix;
        Map<Object, Object> raw;
    }

    @Test
    void containersOfAllKindsGoBothWays() throws Exception {
        String json = "{\"tree\":{\"1\":\"a\"},\"years\":{\"2026\":true},\"days\":{\"MONDAY\":\"x\"},"
                + "\"enums\":{\"FRIDAY\":[1]},\"flags\":{\"true\":1},\"texts\":[\"x\"],\"sorted\":[1,2],\"deque\":[1,null],"
                + "\"set\":[\"MONDAY\"],\"wild\":[{\"a\":1}],\"at\":\"2026-11-23T16:00:00Z\",\"atomic\":5,"
                + "\"matrix\":[[1],[2,3]],\"raw\":{\"a\":1}}";

        Mixed mixed = (Mixed) read(Mixed.class, json);

        assertThat(written(mixed)).isEqualTo(json);
        assertThat(mixed.tree.firstKey()).isEqualTo(1);
        Object wild = mixed.wild.get(0).get("a");
        assertThat(wild).isEqualTo(1);
        assertThat(mixed.days).isInstanceOf(ConcurrentHashMap.class).containsKey(DayOfWeek.MONDAY);
    }

    @Test
    void aKeyThatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> read(Mixed.class, "{\"tree\":{\"x\":\"a\"}}"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the body's field 'tree.x' is \"x\" where a name that is a whole number from -2147483648 to"
                        + " 2147483647 is expected");
        assertThatThrownBy(() -> read(Mixed.class, "{\"days\":{\"MONDAY\":null}}"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the body's field 'days.MONDAY' is refused: null cannot be in this object");
    }

    static class Tree {
        int value;
        List<Tree> children = List.of();
        Map<String, Tree> named = new LinkedHashMap<>();
    }

    @Test
    void aTypeMayHoldItself() throws Exception {
        String json = "{\"value\":1,\"children\":[{\"value\":2,\"children\":[],\"named\":{}}],\"named\":{}}";

        assertThat(written(read(Tree.class, json))).isEqualTo(json);
    }

    class Inner {
        int x;
    }

    static class Unnamed {
        final String text;

        Unnamed(String other) {
            text = other;
        }
    }

    static class Fixed {
        final int n = 5;
    }

    @SuppressWarnings("NullAway.Init") // JSON fills it.
    static class WithStream {
        Stream<String> stream;
    }

    record WithThread(List<Optional<Thread>> threads) {}

    @SuppressWarnings("NullAway.Init") // JSON fills it.
    static class Wide<T> {
        Wide<List<T>> next;
    }

    abstract static class Half {
        int x;
    }

    static class Failing extends RuntimeException {
        private static final long serialVersionUID = 1L;
        int code;
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Inner.class,
                Unnamed.class,
                Fixed.class,
                WithStream.class,
                WithThread.class,
                Wide.class,
                Half.class,
                Failing.class,
                Shape.class,
                Serializable.class,
                Runnable.class,
                Nothing.class,
                Fraction.class,
                Class.class,
                Void.class
            })
    void whatNoJsonCouldBecomeIsRefusedBeforeAnyCall(Class<?> type) {
        for (Type wanted : List.<Type>of(type, type.arrayType())) {
            assertThatThrownBy(() -> binder.type(wanted)).isInstanceOf(UnbindableTypeException.class);
        }
    }

    @Test
    void theSentenceNamesTheTypeAndThePlace() {
        assertThatThrownBy(() -> binder.type(WithThread.class))
                .hasMessage("java.lang.Thread is a class of the JDK that has no form in JSON (in "
                        + WithThread.class.getName() + ".threads)");
        assertThatThrownBy(() -> binder.type(Unnamed.class))
                .hasMessage(
                        "the constructor Unnamed(String) of " + Unnamed.class.getName() + " takes other, which are not"
                                + " its fields: make it a record, or add a constructor without parameters");
        assertThatThrownBy(() -> binder.prepareWriting(Runnable.class))
                .hasMessage("java.lang.Runnable is a class of the JDK that has no form in JSON");
        assertThatThrownBy(() -> binder.prepareWriting(Counter.class))
                .hasMessage(Counter.class.getName() + " is code and not data");
    }

    @Test
    void aSetThatKeepsOrderWantsWhatCanBeCompared() throws Exception {
        Type sorted = Sorted.class.getDeclaredField("circles").getGenericType();

        assertThatThrownBy(() -> binder.type(sorted))
                .hasMessage("java.util.SortedSet keeps order, but " + Circle.class.getName() + " is not Comparable");
    }

    @SuppressWarnings("NullAway.Init") // JSON fills it.
    static class Sorted {
        java.util.SortedSet<Circle> circles;
        LinkedHashSet<Circle> fine;
    }

    private Object read(Class<?> type, String json) throws Exception {
        return Objects.requireNonNull(binder.type(type).read(new StringReader(json)));
    }

    private String written(Object value) throws Exception {
        return new String(binder.write(value), StandardCharsets.UTF_8);
    }
}
