package dev.sluice.events.workqueue;

import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Setting;
import java.net.URI;
import java.util.Optional;

/** The keys of a bucket as a source, as people write them and are told of them. */
public record BucketSettings(
        @Setting(
                value = "the server, without the bucket",
                patternRule = "http or https, with a host, as in https://s3.eu-central-1.amazonaws.com")
        URI endpoint,

        @Setting(
                value = "the bucket, which is put into the path",
                pattern = "[a-zA-Z0-9._-]{3,255}",
                patternRule = "3 to 255 letters, digits, '.', '_' and '-'")
        String bucket,

        @Setting(
                value = "what the keys of the objects begin with that are items",
                otherwise = "all",
                pattern = "[^\\p{Cntrl}]{1,500}",
                patternRule = "1 to 500 characters")
        Optional<String> prefix,

        @Setting(
                value = "the region that signatures are for",
                otherwise = "us-east-1",
                pattern = "[a-z0-9-]{1,64}",
                patternRule = "small letters, digits and '-'")
        String region,

        @Setting(
                value = "who the platform says it is",
                otherwise = "nobody",
                pattern = "[^\\p{Cntrl}/,=]{1,128}",
                patternRule = "1 to 128 characters without '/', ',' and '='")
        Optional<String> accessKey,

        @Setting(value = "a secret with the key that it signs with", otherwise = "none")
        Optional<SecretName> secretKey) {

    public BucketSettings {
        if (accessKey.isPresent() != secretKey.isPresent()) {
            throw new IllegalArgumentException("accessKey and secretKey are of one another: set both, or neither");
        }
    }
}
