package dev.sluice.benchmarks.program;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be asked of a running JVM of this machine, through {@code jcmd}. */
public final class JavaProcess {

    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private final String jcmd;
    private final String pid;

    /** {@code java}: the program of the JDK whose {@code jcmd} is used. */
    public JavaProcess(Path java, long pid) {
        jcmd = java.resolveSibling("jcmd").toString();
        this.pid = String.valueOf(pid);
    }

    /** Has it collect all of its heap. */
    public void collect() throws IOException, InterruptedException {
        Program.output(jcmd, pid, "GC.run");
    }

    /** What of its heap is in use after a collection, in KiB. */
    public double heapKibibytes() throws IOException, InterruptedException {
        collect();
        collect();
        String info = Program.output(jcmd, pid, "GC.heap_info");
        int metaspace = info.indexOf("Metaspace");
        // Class space, which stands last, is no heap; each generation stands with a number of its own.
        Matcher used = USED.matcher(metaspace < 0 ? info : info.substring(0, metaspace));
        double kibibytes = 0;
        while (used.find()) {
            kibibytes += Double.parseDouble(used.group(1));
        }
        if (kibibytes == 0) {
            throw new IOException("jcmd " + pid + " GC.heap_info told no use of the heap: " + info);
        }
        return kibibytes;
    }
}
