package dev.sluice.decorators.twofactor.login;

import static dev.sluice.decorators.twofactor.login.Fixture.ANN;
import static dev.sluice.decorators.twofactor.login.Fixture.BOB;
import static dev.sluice.decorators.twofactor.login.Fixture.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.decorators.twofactor.login.Enrolments.Enrolment;
import dev.sluice.decorators.twofactor.login.Enrolments.Verification;
import dev.sluice.decorators.twofactor.login.Fixture.Phone;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EnrolmentsTest {

    private final Fixture fixture = new Fixture();
    private final Enrolments enrolments = fixture.enrolments;

    @Test
    void nobodyIsEnrolledTwice() {
        fixture.enrol(ANN, "");

        assertThat(enrolments.enrol(ANN, true, "", "")).isEqualTo(new Enrolment.AlreadyEnrolled());
    }

    @Test
    void usersAreListedByNameWithoutSecrets() {
        fixture.enrol(BOB, "");
        fixture.enrolWithoutApp(ANN, "+49 30 1");
        fixture.challenge(Fixture.asking(STRANGER, Fixture.SENT));

        assertThat(enrolments.list(Namespace.DEFAULT)).hasSize(2);
        assertThat(enrolments.list(Namespace.DEFAULT).get(0)).satisfies(ann -> {
            assertThat(ann.user()).isEqualTo(ANN);
            assertThat(ann.app()).isFalse();
            assertThat(ann.address()).isEqualTo("+49 30 1");
            assertThat(ann.recoveryCodes()).isEqualTo(10);
        });
        assertThat(enrolments.list(Namespace.DEFAULT).get(1).app()).isTrue();
    }

    @Test
    void aCodeCanBeTriedAndIsUsedUp() {
        Phone phone = fixture.enrol(ANN, "");
        String code = phone.app().code();

        assertThat(enrolments.verify(ANN, code, "")).isEqualTo(new Verification.Good(Factor.TOTP));
        assertThat(enrolments.verify(ANN, code, "")).isEqualTo(new Verification.NotAccepted());
        assertThat(enrolments.verify(ANN, phone.recoveryCodes().get(0), ""))
                .isEqualTo(new Verification.Good(Factor.RECOVERY));
    }

    @Test
    void triesCountLikeAnswers() {
        Phone phone = fixture.enrol(ANN, "");
        for (int i = 0; i < 5; i++) {
            enrolments.verify(ANN, fixture.wrong(phone.app()), "");
        }

        assertThat(enrolments.verify(ANN, phone.app().code(), ""))
                .isEqualTo(new Verification.Locked(fixture.time.instant().plusSeconds(30)));
        fixture.time.pass(Duration.ofSeconds(30));
        assertThat(enrolments.verify(ANN, phone.app().code(), "")).isInstanceOf(Verification.Good.class);
    }

    @Test
    void whoIsNotThereCannotBeResetOrTried() {
        fixture.challenge(Fixture.asking(STRANGER, Fixture.SENT));

        assertThat(enrolments.reset(STRANGER, "")).isFalse();
        assertThat(enrolments.verify(STRANGER, "123456", "")).isEqualTo(new Verification.NoSuchUser());
    }
}
