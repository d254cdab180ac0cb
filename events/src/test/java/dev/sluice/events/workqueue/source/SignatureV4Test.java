package dev.sluice.events.workqueue.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples of the API reference of Amazon S3 ("Examples: Signature Calculations in AWS Signature Version 4"). */
class SignatureV4Test {

    private static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");
    private static final String HOST = "examplebucket.s3.amazonaws.com";
    private static final SignatureV4 SIGNATURE =
            new SignatureV4("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");

    private static String signature(SortedMap<String, String> query) {
        String told = SIGNATURE.fields(HOST, "/", query, TIME).getOrDefault("Authorization", "");
        return told.substring(told.lastIndexOf('=') + 1);
    }

    @Test
    void aListOfObjectsIsSignedAsTheReferenceHasIt() {
        assertThat(signature(new TreeMap<>(Map.of("max-keys", "2", "prefix", "J"))))
                .isEqualTo("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void aQueryWithoutAValueIsSignedAsTheReferenceHasIt() {
        assertThat(signature(new TreeMap<>(Map.of("lifecycle", ""))))
                .isEqualTo("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    }

    @Test
    void theFieldsSayWhoSignedWhat() {
        assertThat(SIGNATURE.fields(HOST, "/", new TreeMap<>(), TIME))
                .containsEntry("x-amz-date", "20130524T000000Z")
                .extractingByKey("Authorization")
                .asString()
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        + "SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=");
    }
}
