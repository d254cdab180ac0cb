package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What is committed of items with which the next function is called before the commit. */
class AheadCallTest {

    private final List<String> told = new ArrayList<>();

    private AheadCall call(String name) {
        return new AheadCall(new AheadCall.Caller() {
            @Override
            public void begin(AheadCall call) {
                told.add("begin " + name);
            }

            @Override
            public boolean reserve() {
                return !name.equals("refused");
            }
        });
    }

    private static ProducerRecord<byte[], byte[]> record(String value) {
        return new ProducerRecord<>("t", value.getBytes(StandardCharsets.UTF_8));
    }

    private static MadeItems done(String... values) {
        return new MadeItems(List.of(values).stream().map(AheadCallTest::record).toList(), List.of());
    }

    private static MadeItems made(String plain, AheadCall next) {
        return new MadeItems(List.of(record(plain)), List.of(new MadeItems.Onward(record("item of " + plain), next)));
    }

    private static List<String> values(MadeItems made) {
        return made.records().stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatIsThereByTheCommitTakesThePlaceOfTheItem() {
        AheadCall call = call("a");
        MadeItems all = made("p", call);
        all.begin();
        assertThat(all.settled()).isNotDone();

        assertThat(call.made(done("x", "y"))).isTrue();
        assertThat(all.settled()).isDone();

        assertThat(values(all)).containsExactly("p", "x", "y");
        assertThat(values(all)).as("of a commit that is made again").containsExactly("p", "x", "y");
        assertThat(told).containsExactly("begin a");
    }

    @Test
    void theItemIsCommittedWhereTheCallTakesLonger() {
        AheadCall call = call("a");
        MadeItems all = made("p", call);
        all.begin();

        assertThat(values(all)).containsExactly("p", "item of p");
        assertThat(call.made(done("x"))).as("too late").isFalse();

        assertThat(values(all)).containsExactly("p", "item of p");
        assertThat(told).containsExactly("begin a");
        assertThat(all.settled()).isDone();
    }

    @Test
    void aCallThatIsNotMadeOrFailsLeavesTheItem() {
        AheadCall never = call("never");
        MadeItems unbegun = made("p", never);
        assertThat(values(unbegun)).containsExactly("p", "item of p");
        unbegun.begin();
        assertThat(told).as("it is too late for a call").isEmpty();
        assertThat(unbegun.settled()).isDone();

        AheadCall refused = call("refused");
        MadeItems unmade = made("p", refused);
        unmade.begin();
        assertThat(told).as("nobody can make it").isEmpty();
        assertThat(unmade.settled()).isDone();
        assertThat(values(unmade)).containsExactly("p", "item of p");

        AheadCall failing = call("failing");
        MadeItems all = made("p", failing);
        all.begin();
        failing.over();
        assertThat(all.settled()).isDone();
        assertThat(values(all)).containsExactly("p", "item of p");
        assertThat(told).containsExactly("begin failing");
    }

    @Test
    void ofSeveralCallsInARowThoseThatAreOverAreCommitted() {
        AheadCall first = call("first");
        AheadCall second = call("second");
        MadeItems all = made("p", first);
        all.begin();
        MadeItems between = made("q", second);
        assertThat(first.made(between)).isTrue();
        between.begin();
        assertThat(all.settled()).isNotDone();

        assertThat(values(all)).containsExactly("p", "q", "item of q");
        assertThat(second.made(done("x"))).isFalse();
        assertThat(told).containsExactly("begin first", "begin second");
        assertThat(second.isOpen()).isFalse();
    }
}
