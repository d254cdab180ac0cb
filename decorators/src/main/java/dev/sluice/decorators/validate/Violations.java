package dev.sluice.decorators.validate;

import dev.sluice.core.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a request; in bytes the two numbers and the texts of each, as {@link DataOutputStream} writes them.
 *
 * @param count of all
 * @param listed the first of them, at most {@link #MOST}
 */
record Violations(int count, List<Problem.Fault> listed) {

    /** Nobody reads more, and a body of a few kilobytes can have thousands. */
    static final int MOST = 500;

    /** A message may have the value in it. */
    private static final int LONGEST_TEXT = 2_000;

    Violations {
        listed = List.copyOf(listed);
    }

    static Violations of(List<Problem.Fault> all) {
        return new Violations(all.size(), all.subList(0, Math.min(all.size(), MOST)));
    }

    void write(OutputStream result) throws IOException {
        DataOutputStream out = new DataOutputStream(result);
        out.writeInt(count);
        out.writeInt(listed.size());
        for (Problem.Fault fault : listed) {
            out.writeUTF(shortened(fault.path()));
            out.writeUTF(shortened(fault.message()));
            out.writeUTF(shortened(fault.allowed()));
        }
        out.flush();
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    static Violations read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int count = in.readInt();
            int size = in.readInt();
            List<Problem.Fault> listed = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                listed.add(new Problem.Fault(in.readUTF(), in.readUTF(), in.readUTF()));
            }
            return new Violations(count, listed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
