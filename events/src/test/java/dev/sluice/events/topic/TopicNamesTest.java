package dev.sluice.events.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.Namespace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {

    private static final Namespace SHOP = new Namespace("shop");
    private static final TopicNames NAMES = new TopicNames("sluice.");

    @ParameterizedTest
    @CsvSource({
        "default, orders, orders",
        "shop, orders, shop..orders",
        "shop, .hidden, shop...hidden",
        "default, Orders_2.eu-west, Orders_2.eu-west",
        "default, sluicegate, sluicegate",
        "shop, sluice.calls, shop..sluice.calls",
        "sluice, orders, sluice..orders",
        "default, a., a.",
    })
    void aTopicIsFoundAgainByItsNameInKafka(String namespace, String name, String kafkaName) throws TopicException {
        TopicName topic = NAMES.of(new Namespace(namespace), name);

        assertThat(topic.kafkaName()).isEqualTo(kafkaName);
        assertThat(NAMES.ofKafka(kafkaName)).contains(topic);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__consumer_offsets",
                "sluice.calls.default.hello",
                "default..orders",
                "Shop..orders",
                "..",
                ".",
                "a..b..c",
                "shop..__x",
                "shop..",
            })
    void whatIsNotTheUsersIsHidden(String kafkaName) {
        assertThat(NAMES.ofKafka(kafkaName)).isEqualTo(Optional.empty());
    }

    @Test
    void namesAreRefusedWithTheReason() {
        String cannot = " cannot be the name of a topic";
        String rule = cannot + ". Allowed: " + TopicName.RULE + ".";
        assertRefused(Namespace.DEFAULT, "", "''" + rule);
        assertRefused(Namespace.DEFAULT, ".", "'.'" + rule);
        assertRefused(Namespace.DEFAULT, "a b", "'a b'" + rule);
        assertRefused(Namespace.DEFAULT, "b\u00fccher", "'b\u00fccher'" + rule);
        assertRefused(
                Namespace.DEFAULT,
                "shop..orders",
                "'shop..orders'" + cannot
                        + ": two dots in a row stand between a namespace and a name. Take one, and say"
                        + " the namespace beside the name.");
        assertRefused(
                SHOP, "__x", "'__x'" + cannot + ": names that begin with '__' are Kafka's own. Take another name.");
        assertRefused(
                Namespace.DEFAULT,
                "sluice.x",
                "'sluice.x'" + cannot + ": names that begin with 'sluice.' are the platform's own. Take another name.");
    }

    @Test
    void theNamespaceCountsForTheLength() throws TopicException {
        assertThat(NAMES.of(Namespace.DEFAULT, "x".repeat(249)).kafkaName()).hasSize(249);
        assertThat(NAMES.of(SHOP, "x".repeat(243)).kafkaName()).hasSize(249);
        assertThatThrownBy(() -> NAMES.of(SHOP, "x".repeat(244))).isInstanceOf(TopicException.class);
        assertThatThrownBy(() -> NAMES.of(Namespace.DEFAULT, "x".repeat(250))).isInstanceOf(TopicException.class);
    }

    @Test
    void aPrefixThatCouldBeANamespacesIsRefused() {
        for (String prefix : List.of("", "a..b")) {
            assertThatThrownBy(() -> new TopicNames(prefix))
                    .hasMessage("the prefix of the platform's topics is not empty and has no two dots in a row: '"
                            + prefix + "'");
        }
    }

    private static void assertRefused(Namespace namespace, String name, String detail) {
        assertThatThrownBy(() -> NAMES.of(namespace, name))
                .isInstanceOfSatisfying(
                        TopicException.class, e -> assertThat(e.fault()).isEqualTo(new TopicFault.BadName(detail)));
    }
}
