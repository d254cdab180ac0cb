package dev.sluice.testkit.protocol;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiConsumer;

/**
 * A script for {@link ScriptedRunner}: answers with the body that it is sent, as it comes and as credit allows, and with
 * what it was asked as headers: {@code echo-method}, {@code echo-path}, {@code echo-query}, and {@code echo-NAME} for
 * each header.
 */
public final class EchoFunction implements BiConsumer<ScriptedRunner, Frame> {

    private final Map<Integer, Echo> echoes = new HashMap<>();

    private static final class Echo {
        final Queue<ByteBuffer> held = new ArrayDeque<>();
        int maySend = Protocol.INITIAL_WINDOW_BYTES;
        boolean ended;
    }

    @Override
    public void accept(ScriptedRunner runner, Frame frame) {
        switch (frame) {
            case Frame.Invoke invoke -> {
                runner.send(new Frame.Result(invoke.stream(), 200, headers(invoke.head()), invoke.end()));
                if (!invoke.end()) {
                    echoes.put(invoke.stream(), new Echo());
                }
            }
            case Frame.Data data -> {
                Echo echo = echoes.get(data.stream());
                if (echo != null) {
                    echo.held.add(data.bytes());
                    echo.ended = data.end();
                    pump(runner, data.stream(), echo);
                }
            }
            case Frame.Window window -> {
                Echo echo = echoes.get(window.stream());
                if (echo != null) {
                    echo.maySend += window.bytes();
                    pump(runner, window.stream(), echo);
                }
            }
            case Frame.Trailers trailers -> {
                echoes.remove(trailers.stream());
                runner.send(trailers);
            }
            case Frame.Cancel cancel -> {
                echoes.remove(cancel.stream());
                runner.send(new Frame.Error(
                        cancel.stream(),
                        Frame.InvokeFault.CANCELLED,
                        dev.sluice.core.invocation.FunctionError.of("cancelled")));
            }
            case Frame.Ping ping -> runner.send(new Frame.Pong(ping.number()));
            default -> {}
        }
    }

    private void pump(ScriptedRunner runner, int stream, Echo echo) {
        while (!echo.held.isEmpty() && echo.held.element().remaining() <= echo.maySend) {
            ByteBuffer bytes = echo.held.remove();
            int length = bytes.remaining();
            echo.maySend -= length;
            boolean last = echo.ended && echo.held.isEmpty();
            runner.send(new Frame.Data(stream, bytes, last));
            if (length > 0 && !last) {
                runner.send(new Frame.Window(stream, length));
            }
            if (last) {
                echoes.remove(stream);
            }
        }
    }

    private static Headers headers(RequestHead head) {
        Headers in = head.headers();
        String[] out = new String[2 * in.size() + 6];
        out[0] = "echo-method";
        out[1] = head.method();
        out[2] = "echo-path";
        out[3] = head.path();
        out[4] = "echo-query";
        out[5] = head.query();
        for (int i = 0; i < in.size(); i++) {
            out[6 + 2 * i] = "echo-" + in.name(i);
            out[7 + 2 * i] = in.value(i);
        }
        return Headers.of(out);
    }
}
