package dev.sluice.core.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How fields of calls are written that are keys. */
class AffinityFieldTest {

    @Test
    void eachFormIsReadAndWrittenAgain() {
        assertThat(AffinityField.parse("header X-User")).isEqualTo(new AffinityField.Header("X-User"));
        assertThat(AffinityField.parse("query id")).isEqualTo(new AffinityField.Query("id"));
        assertThat(AffinityField.parse("json /user/id")).isEqualTo(new AffinityField.Json("/user/id"));
        assertThat(AffinityField.parse(" cookie  sid ")).isEqualTo(new AffinityField.Cookie("sid"));
        assertThat(AffinityField.parse("cookie")).isEqualTo(new AffinityField.Cookie("sluice-affinity"));
        assertThat(AffinityField.parse("address")).isEqualTo(new AffinityField.Address());
        assertThat(AffinityField.parse(Map.of("header", "X-User"))).isEqualTo(new AffinityField.Header("X-User"));
        for (String form : new String[] {"header X-User", "query id", "json /a~1b/0", "cookie sid", "address"}) {
            assertThat(AffinityField.parse(form).written()).isEqualTo(form);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    path /users | 'path /users' is no part of a call that can be a key
                    X-User | 'X-User' is no part of a call that can be a key
                    "" | it is no part of a call
                    header | 'header' is followed by nothing: one word must say which one
                    header X-User X-Group | 'header' is followed by 2 words: one word must say which one
                    header X:User | 'X:User' cannot be the name of a header field
                    query a=b | 'a=b' cannot be the name of a parameter in a query
                    json user.id | 'user.id' cannot be a JSON pointer: it begins with / and has at most 200 characters, as in /user/id
                    json /a~2 | '/a~2' cannot be a JSON pointer: it begins with / and has at most 200 characters, as in /user/id
                    cookie a;b | 'a;b' cannot be the name of a cookie
                    address first | 'address' stands alone
                    """)
    void whatIsNoFieldIsTold(String written, String sentence) {
        assertThatThrownBy(() -> AffinityField.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }
}
