package dev.sluice.runner.samples;

import dev.sluice.function.Context;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Handlers by method, well-behaved and not. */
public class Methods {

    public record Person(String name, int age, List<String> tags) {}

    public static class Car {
        public String colour = "red";
        public int doors;
        private double price = 1.5;
    }

    /** Says how far it has come: as many bytes as it is told, then the number of them as text. */
    public String progress(int bytes, Context context) {
        context.progress(new byte[bytes]);
        context.progress(Integer.toString(bytes).getBytes(StandardCharsets.UTF_8));
        return "done";
    }

    /** Says what it knows of the past of its call. */
    public String past(String in, Context context) {
        return in + " " + context.attempt() + " " + context.accepted() + " " + context.scheduled() + " "
                + context.lastProgress().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    public String text(String in) {
        return "<" + in + ">";
    }

    public byte[] bytes(byte[] in) {
        return in;
    }

    public InputStream stream(InputStream in) {
        return in;
    }

    public void nothing() {}

    public Response noContent(byte[] in) {
        return Response.status(204).header("X-A", "b").body(in);
    }

    public static int twice(int n) {
        return 2 * n;
    }

    public Person person(Person person) {
        return person;
    }

    public Car car(Car car) {
        return car;
    }

    public List<Person> list(List<Person> people) {
        return people;
    }

    public Map<String, Object> map(Map<String, Object> map) {
        return new LinkedHashMap<>(map) {
            private static final long serialVersionUID = 1L;

            {
                put("more", null);
            }
        };
    }

    public String context(Context context) {
        return context.function() + "@" + context.version() + " " + context.invocationId() + " " + context.environment()
                + " " + (context.remaining().toMillis() > 5_000) + " " + context.cancelled();
    }

    public String loader() {
        return Thread.currentThread().getContextClassLoader() == Methods.class.getClassLoader() ? "own" : "other";
    }

    public String sees(String className) {
        try {
            return "sees " + Class.forName(className).getName();
        } catch (ClassNotFoundException e) {
            return "does not see " + className;
        }
    }

    public String failing(String message) {
        throw new IllegalStateException(message, new UncheckedIOException(new IOException("disk full")));
    }

    public String endless(int depth) {
        return depth < 0 ? "" : endless(depth + 1) + depth;
    }

    public String hungry() {
        throw new RuntimeException("wrapped", new OutOfMemoryError("too much"));
    }

    public String waiting(String gate) throws InterruptedException {
        gate(gate + ".begun").release();
        gate(gate).acquire();
        return "went through";
    }

    public String stubborn(String gate) {
        gate(gate + ".begun").release();
        gate(gate).acquireUninterruptibly();
        return "went through";
    }

    public Response twoParts(String gate) {
        return Response.ok().body(out -> {
            out.write("one".getBytes(StandardCharsets.UTF_8));
            out.flush();
            gate(gate).acquireUninterruptibly();
            out.write("two".getBytes(StandardCharsets.UTF_8));
        });
    }

    /** Answers each piece as soon as it has come, for as long as there are more. */
    public Response twoWay(Request request) {
        return Response.ok().body(out -> {
            byte[] piece = new byte[32 * 1024];
            for (int length = request.body().read(piece);
                    length >= 0;
                    length = request.body().read(piece)) {
                out.write(piece, 0, length);
                out.flush();
            }
        });
    }

    public Response brokenStream() {
        return Response.ok().body(out -> {
            out.write(1);
            out.flush();
            throw new IOException("no more");
        });
    }

    public Response large(int bytes) {
        return Response.ok().header("Content-Type", "image/png").body(new byte[bytes]);
    }

    public Response largeStream(int bytes) {
        return Response.ok().body(new ByteArrayInputStream(new byte[bytes]));
    }

    public Response announced(int bytes) {
        return Response.ok().header("Content-Length", "10").body(out -> out.write(new byte[bytes]));
    }

    public Response header(Map<String, String> header) {
        return Response.text("x").header(header.get("name"), header.get("value"));
    }

    public Object unserialisable(String what) {
        return switch (what) {
            case "thread" -> Thread.currentThread();
            case "nan" -> Double.NaN;
            case "loop" -> {
                List<Object> list = new ArrayList<>();
                list.add(list);
                yield list;
            }
            default -> Map.of("a", 1);
        };
    }

    public String trailers(Request request) throws IOException {
        return request.text() + " " + request.trailers() + " "
                + request.headers().get("x-a");
    }

    public Person json(Request request) throws IOException {
        return request.json(Person.class);
    }

    public String prints(String text, Context context) throws InterruptedException {
        System.out.println("out " + text);
        System.err.print("err without end");
        context.logger().log(System.Logger.Level.WARNING, "logged {0}\nin two lines", text);
        Thread thread = new Thread(() -> System.out.println("from a thread"));
        thread.start();
        thread.join();
        return "printed";
    }

    public String printsAndWaits(String gate) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            System.out.println("line " + i);
        }
        gate(gate).acquire();
        return "went through";
    }

    public String printsLater(String gate) {
        Semaphore open = gate(gate);
        Thread.ofVirtual().start(() -> {
            open.acquireUninterruptibly();
            System.out.println("late");
        });
        return "soon";
    }

    public CompletionStage<Optional<Person>> later(String name) {
        return CompletableFuture.supplyAsync(() -> Optional.of(new Person(name, 1, List.of())));
    }

    public Future<String> failsLater() {
        return CompletableFuture.supplyAsync(() -> "x").thenApply(text -> {
            throw new IllegalStateException("later");
        });
    }

    public Stream<Person> people(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Person("p" + i, i, List.of()));
    }

    public Iterator<Integer> iterator() {
        return List.of(1, 2).iterator();
    }

    public Flow.Publisher<Integer> publisher(int count) {
        return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            private int next;

            @Override
            public void request(long n) {
                if (next < count) {
                    subscriber.onNext(next++);
                } else {
                    subscriber.onComplete();
                }
            }

            @Override
            public void cancel() {}
        });
    }

    public Flow.Publisher<Integer> floods() {
        return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                for (int i = 0; i < 100; i++) {
                    subscriber.onNext(i);
                }
            }

            @Override
            public void cancel() {}
        });
    }

    public Stream<Object> breaksOff() {
        return Stream.of("x", Thread.currentThread());
    }

    public Reader reader(Reader in) {
        return in;
    }

    public ByteBuffer buffer(ByteBuffer in) {
        return in;
    }

    public Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile("file", ".txt"), text);
    }

    public Path noFile() {
        return Path.of("no-such-file");
    }

    public Iterable<String> iterable(Iterable<String> in) {
        return in;
    }

    public TreeMap<Integer, String> tree(TreeMap<Integer, String> in) {
        return in;
    }

    public record Strict(int n) {
        public Strict {
            if (n < 0) {
                throw new UnsupportedOperationException("no negatives yet");
            }
        }
    }

    public Strict strict(Strict in) {
        return in;
    }

    public Function<String, String> lambda() {
        return text -> text;
    }

    public <T> T anything(T thing) {
        return thing;
    }

    public String overloaded(String a) {
        return a;
    }

    public String overloaded(int a) {
        return "" + a;
    }

    public String three(String a, String b, String c) {
        return a + b + c;
    }

    public static Semaphore gate(String name) {
        return (Semaphore) System.getProperties().computeIfAbsent("gate." + name, key -> new Semaphore(0));
    }
}
