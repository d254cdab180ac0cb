package dev.sluice.gateway.evaluate;

import dev.sluice.decorators.evaluate.Engine;
import dev.sluice.decorators.evaluate.Program;
import dev.sluice.decorators.evaluate.RefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An engine that does what it is told: {@code echo:x}, {@code count:} for as many milliseconds, {@code keep:} as many megabytes,
 * {@code fill:} as many bytes of result. Its source is {@code ok}, or one of these, done when it is compiled.
 */
public final class ToilEngine implements Engine {

    static final String NAME = "toil";

    private static final List<byte[]> KEPT = new ArrayList<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Program compile(byte[] source) throws RefusedException {
        String text = new String(source, StandardCharsets.UTF_8);
        if (text.equals("wrong")) {
            throw new RefusedException("it is wrong");
        }
        if (!text.equals("ok")) {
            try {
                toil(text, OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new RefusedException("nothing can be written", e);
            }
        }
        return (input, result) -> toil(new String(input, StandardCharsets.UTF_8), result);
    }

    private static void toil(String order, OutputStream result) throws IOException, RefusedException {
        String what = order.substring(0, order.indexOf(':'));
        String much = order.substring(order.indexOf(':') + 1);
        switch (what) {
            case "echo" -> result.write(much.getBytes(StandardCharsets.UTF_8));
            case "count" ->
                result.write(Long.toString(count(Long.parseLong(much))).getBytes(StandardCharsets.UTF_8));
            case "keep" -> {
                for (int i = 0; i < Integer.parseInt(much); i++) {
                    KEPT.add(new byte[1024 * 1024]);
                }
            }
            case "fill" -> {
                for (int i = 0; i < Integer.parseInt(much); i++) {
                    result.write('x');
                }
            }
            default -> throw new RefusedException("there is no order " + what);
        }
    }

    private static long count(long millis) {
        long until = System.nanoTime() + millis * 1_000_000;
        long count = 0;
        while (System.nanoTime() < until) {
            count++;
        }
        return count;
    }
}
