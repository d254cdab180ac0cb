package dev.sluice.gateway.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionPatienceTest {

    private static final long LOOK = 60;

    private final EmbeddedChannel connection = connection();

    /** Its time stands still unless a test lets it pass. */
    private static EmbeddedChannel connection() {
        EmbeddedChannel connection = new EmbeddedChannel();
        connection.freezeTime();
        connection.pipeline().addLast(new ConnectionPatience(Duration.ofSeconds(LOOK)), new RequestCount());
        return connection;
    }

    @AfterEach
    void end() {
        connection.finishAndReleaseAll();
    }

    @Test
    void aConnectionOnWhichNoHeadComesIsEnded() {
        pass(LOOK - 1);
        assertThat(connection.isOpen()).isTrue();

        pass(1);

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void aCallMayTakeHoursAndSayNothing() {
        request();

        pass(LOOK * 120);

        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void anAnswerThatGoesOnAndAnInterimOneAreNotTheEnd() {
        request();
        connection.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        connection.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        connection.writeOutbound(new DefaultHttpContent(Unpooled.EMPTY_BUFFER));

        pass(LOOK * 5);

        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void afterTheAnswerItWaitsForTheNextHeadAndNotForEver() {
        request();
        answer();
        pass(LOOK);
        request();
        answer();
        pass(LOOK);
        assertThat(connection.isOpen()).isTrue();

        pass(LOOK);

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void ofSeveralRequestsInARowOneThatIsUnderWayIsEnough() {
        request();
        request();
        answer();

        pass(LOOK * 5);
        assertThat(connection.isOpen()).isTrue();

        answer();
        pass(LOOK * 2);
        assertThat(connection.isOpen()).isFalse();
    }

    private void request() {
        connection.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    }

    private void answer() {
        connection.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        connection.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private void pass(long seconds) {
        for (long left = seconds; left > 0; left -= LOOK) {
            connection.advanceTimeBy(Math.min(left, LOOK), TimeUnit.SECONDS);
            connection.runScheduledPendingTasks();
        }
    }
}
