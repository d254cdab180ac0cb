package dev.sluice.decorators.twofactor.login;

import static dev.sluice.decorators.twofactor.login.Fixture.ANN;
import static dev.sluice.decorators.twofactor.login.Fixture.APP_ONLY;
import static dev.sluice.decorators.twofactor.login.Fixture.NOTIFIER_MAKES;
import static dev.sluice.decorators.twofactor.login.Fixture.PAY;
import static dev.sluice.decorators.twofactor.login.Fixture.SENT;
import static dev.sluice.decorators.twofactor.login.Fixture.asking;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.decorators.twofactor.login.Fixture.Phone;
import dev.sluice.decorators.twofactor.login.Notice.Content;
import dev.sluice.decorators.twofactor.login.SecondFactor.Registered;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SecondFactorTest {

    private final Fixture fixture = new Fixture();
    private final SecondFactor factor = fixture.factor;

    @Test
    void aCodeOfTheAppPasses() {
        Phone phone = fixture.enrol(ANN, "");
        String challenge = fixture.challenge(asking(ANN, APP_ONLY));

        Verdict verdict =
                factor.answer(asking(ANN, APP_ONLY), challenge, phone.app().code());

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Passed.class,
                        passed -> assertThat(passed.factor()).isEqualTo(Factor.TOTP));
    }

    @Test
    void aCodeThatWasSentPasses() {
        fixture.enrolWithoutApp(ANN, "+49 30 1");
        String challenge = fixture.challenge(asking(ANN, SENT));

        assertThat(fixture.notices).singleElement().satisfies(notice -> {
            assertThat(notice.to()).isEqualTo("+49 30 1");
            assertThat(notice.challenge()).isEqualTo(challenge);
        });
        assertThat(factor.answer(asking(ANN, SENT), challenge, fixture.sentCode()))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void aRecoveryCodePassesOnce() {
        Phone phone = fixture.enrol(ANN, "");
        String code = phone.recoveryCodes().get(3);

        assertThat(factor.answer(asking(ANN, APP_ONLY), fixture.challenge(asking(ANN, APP_ONLY)), code))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(factor.answer(asking(ANN, APP_ONLY), fixture.challenge(asking(ANN, APP_ONLY)), code))
                .isEqualTo(new Verdict.Refused());
        assertThat(fixture.enrolments.list(Namespace.DEFAULT).getFirst().recoveryCodes())
                .isEqualTo(9);
    }

    @Test
    void whoHasAnAppGetsAMessageOnlyOnDemand() {
        fixture.enrol(ANN, "+49 30 1");

        fixture.challenge(asking(ANN, SENT));
        assertThat(fixture.notices).isEmpty();

        fixture.challenge(new Asking(ANN, SENT, "POST /", "", true));
        assertThat(fixture.notices).hasSize(1);
    }

    @Test
    void aNotifierMayMakeTheCodeAndRegisterIt() {
        fixture.enrolWithoutApp(ANN, "+49 30 1");
        String challenge = fixture.challenge(asking(ANN, NOTIFIER_MAKES));
        String token = ((Content.Registration) fixture.notices.getFirst().content()).token();

        assertThat(factor.register(challenge, token, "12345")).isEqualTo(Registered.BAD_CODE);
        assertThat(factor.register(challenge, token, "123456")).isEqualTo(Registered.TAKEN);

        assertThat(factor.answer(asking(ANN, NOTIFIER_MAKES), challenge, "123456"))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void aProofStandsForACodeForAWhile() {
        Phone phone = fixture.enrol(ANN, "");
        Verdict.Passed passed = (Verdict.Passed) factor.answer(
                asking(ANN, APP_ONLY),
                fixture.challenge(asking(ANN, APP_ONLY)),
                phone.app().code());

        fixture.time.pass(Duration.ofSeconds(599));
        assertThat(factor.remembers(ANN, PAY, passed.proof(), Duration.ofMinutes(10)))
                .isTrue();
        fixture.time.pass(Duration.ofSeconds(1));
        assertThat(factor.remembers(ANN, PAY, passed.proof(), Duration.ofMinutes(10)))
                .isFalse();
    }

    @Test
    void aRightAnswerForgetsWrongOnes() {
        Phone phone = fixture.enrol(ANN, "");
        String challenge = fixture.challenge(asking(ANN, APP_ONLY));
        factor.answer(asking(ANN, APP_ONLY), challenge, fixture.wrong(phone.app()));

        factor.answer(asking(ANN, APP_ONLY), challenge, phone.app().code());

        assertThat(fixture.enrolments.list(Namespace.DEFAULT).getFirst().failures())
                .isZero();
    }

    @Test
    void aCodeThatCouldNotBeSentIsTold() {
        fixture.enrolWithoutApp(ANN, "+49 30 1");
        SecondFactor silent = fixture.another((_, told) -> told.accept("there is no function 'notify'"));

        silent.ask(asking(ANN, SENT));

        assertThat(fixture.events.getLast())
                .isInstanceOfSatisfying(
                        AuditEvent.CodeNotSent.class,
                        event -> assertThat(event.why()).isEqualTo("there is no function 'notify'"));
    }
}
