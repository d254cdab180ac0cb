package dev.sluice.decorators.evaluate.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Keeps up to so many bytes, and throws when there are more. */
public final class LimitedOutput extends OutputStream {

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int most;
    private boolean exceeded;

    public LimitedOutput(int most) {
        this.most = most;
    }

    @Override
    public void write(int value) throws IOException {
        room(1);
        kept.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        room(length);
        kept.write(bytes, offset, length);
    }

    private void room(int length) throws IOException {
        if (length > most - kept.size()) {
            exceeded = true;
            throw new IOException("there are more than " + most + " bytes");
        }
    }

    /** Whether there was more than is kept. */
    public boolean exceeded() {
        return exceeded;
    }

    public byte[] bytes() {
        return kept.toByteArray();
    }
}
