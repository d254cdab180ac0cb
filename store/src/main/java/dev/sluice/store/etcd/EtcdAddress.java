package dev.sluice.store.etcd;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where an etcd is, and who asks it.
 *
 * @param members one or more of its members, of which each will do
 */
record EtcdAddress(List<URI> members, Optional<Login> login) {

    private static final Pattern FORM =
            Pattern.compile("(?<scheme>etcds?)://(?:(?<user>[^:@/]+):(?<password>[^@/]*)@)?(?<hosts>[^@/]+)/?");
    private static final Pattern HOST = Pattern.compile("(?:\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):[0-9]{1,5}");

    /** A user of etcd; the password is not for messages. */
    record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    EtcdAddress {
        members = List.copyOf(members);
    }

    /**
     * Reads {@code etcd://host:port,…} or, with TLS, {@code etcds://…}; a login goes before the hosts as {@code user:password@}.
     *
     * @throws IllegalArgumentException with a sentence, in which no password is
     */
    static EtcdAddress of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || !Stream.of(form.group("hosts").split(",", -1)).allMatch(HOST.asMatchPredicate())) {
            throw new IllegalArgumentException(
                    "'" + text.replaceFirst("//.*@", "//") + "' is no address of an etcd: it is"
                            + " etcd://host:port,host:port or, with TLS, etcds://…, with user:password@ before the first host if need be");
        }
        String scheme = form.group("scheme").equals("etcds") ? "https://" : "http://";
        return new EtcdAddress(
                Stream.of(form.group("hosts").split(","))
                        .map(host -> URI.create(scheme + host))
                        .toList(),
                Optional.ofNullable(form.group("user")).map(user -> new Login(user, form.group("password"))));
    }

    /** The members, for messages. */
    @Override
    public String toString() {
        return String.join(",", members.stream().map(URI::toString).toList());
    }
}
