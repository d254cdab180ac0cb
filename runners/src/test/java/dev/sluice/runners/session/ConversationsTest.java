package dev.sluice.runners.session;

import dev.sluice.testkit.protocol.Conversation;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conversations that runners are held to, too. */
class ConversationsTest {

    static List<Conversation> conversations() {
        return Conversation.of(Conversation.Side.GATEWAY);
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void theGatewayKeepsUpItsSide(Conversation conversation) throws Exception {
        new GatewaySide(conversation).play();
    }
}
