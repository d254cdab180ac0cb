package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.JsonEvents;
import dev.sluice.core.json.JsonStrings;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** What a join says of a batch: its members by their ids, what is missing and why. For one thread. */
final class JoinedItem {

    /** 256 KiB: of members that are more together it is only said where they are. */
    static final int MOST_INLINE = 256 << 10;

    /** What an event has in JSON beside its values, about. */
    private static final int NAMES = 120;

    /** How many of the missing are told. */
    private static final int MOST_MISSING = 1_000;

    /** Numbers within ids by their value, so that b/2 stands before b/10. */
    static final Comparator<String> BY_ID = JoinedItem::compare;

    private final List<CloudEvent> members = new ArrayList<>();
    private final List<Missing> missing = new ArrayList<>();
    private final TraceLinks traces = new TraceLinks();
    private long bytes;
    private long bytesOfMissing;

    /** Takes what a record of the join's topic says; {@code graph}: whose stages are named. */
    void take(BatchRecords.Said said, PipelineGraph graph) {
        switch (said) {
            case BatchRecords.Said.Lost(Missing item) -> add(item.named(graph));
            // It was missing, and is not any more.
            case BatchRecords.Said.Retried(Missing item) -> remove(item);
            case BatchRecords.Said.Member(CloudEvent member) -> add(member);
            default -> {}
        }
    }

    void add(CloudEvent member) {
        traces.add(member);
        bytes += NAMES + member.data().map(data -> data.length).orElse(0);
        member.attributes().values().forEach(value -> bytes += value.length());
        if (isLong()) {
            members.clear();
        } else {
            members.add(member);
        }
    }

    void add(Missing item) {
        if (missing.size() < MOST_MISSING) {
            missing.add(item);
            bytesOfMissing += bytes(item);
        }
    }

    private void remove(Missing item) {
        missing.removeIf(each -> {
            boolean same = each.id().equals(item.id());
            bytesOfMissing -= same ? bytes(each) : 0;
            return same;
        });
    }

    private static long bytes(Missing item) {
        return NAMES
                + item.id().length()
                + item.stage().length()
                + item.reason().length();
    }

    /** What it holds in memory, about. */
    long bytes() {
        return traces.bytes() + bytesOfMissing + (isLong() ? 0 : bytes);
    }

    /** The recorded traces of its first members. */
    List<String> traces() {
        return traces.all();
    }

    boolean isLong() {
        return bytes > MOST_INLINE;
    }

    /**
     * As JSON.
     *
     * @param edition which one it is, of a join that has several
     * @param membersAt the path at which they can be read
     */
    byte[] json(String batch, long present, long absent, OptionalLong edition, String membersAt) {
        StringBuilder json = new StringBuilder(256);
        JsonStrings.quote(json.append("{\"batch\":"), batch);
        edition.ifPresent(number -> json.append(",\"edition\":").append(number));
        json.append(",\"expected\":").append(present + absent);
        json.append(",\"count\":").append(present);
        if (isLong()) {
            JsonStrings.quote(json.append(",\"membersAt\":"), membersAt);
        } else {
            members.sort(Comparator.comparing(CloudEvent::id, BY_ID));
            json.append(",\"members\":").append(new String(JsonEvents.writeBatch(members), StandardCharsets.UTF_8));
        }
        json.append(",\"missingCount\":").append(absent).append(",\"missing\":[");
        missing.sort(Comparator.comparing(Missing::id, BY_ID));
        for (int i = 0; i < missing.size(); i++) {
            missing.get(i).writeTo(i == 0 ? json : json.append(','));
        }
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int compare(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            int a = number(one, i);
            int b = number(other, j);
            int step;
            if (a > i && b > j) {
                step = compareNumbers(one.substring(i, a), other.substring(j, b));
                i = a;
                j = b;
            } else {
                step = Character.compare(one.charAt(i++), other.charAt(j++));
            }
            if (step != 0) {
                return step;
            }
        }
        int rest = Integer.compare(one.length() - i, other.length() - j);
        return rest == 0 ? one.compareTo(other) : rest;
    }

    private static int compareNumbers(String one, String other) {
        String a = withoutZeros(one);
        String b = withoutZeros(other);
        return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
    }

    private static String withoutZeros(String digits) {
        int first = 0;
        while (first < digits.length() - 1 && digits.charAt(first) == '0') {
            first++;
        }
        return digits.substring(first);
    }

    /** Behind the digits that stand at {@code from}. */
    private static int number(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
