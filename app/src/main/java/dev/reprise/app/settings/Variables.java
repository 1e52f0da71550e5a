package dev.reprise.app.settings;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

import dev.reprise.app.schedule.Schedule;
import dev.reprise.app.settings.Settings.EncryptionKey;
import dev.reprise.app.settings.Settings.InvalidSettingException;
import dev.reprise.app.settings.Settings.Secret;

/** Reads and checks single variables. An empty one counts as not set. */
record Variables(UnaryOperator<@Nullable String> values) {
    @Nullable
    String find(String name) {
        String value = values.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    String text(String name, String ifAbsent) {
        String value = find(name);
        return value == null ? ifAbsent : value;
    }

    @Nullable
    Secret secret(String name) {
        String value = find(name);
        return value == null ? null : new Secret(value);
    }

    /** A wrong one is not shown. */
    @Nullable
    EncryptionKey encryptionKey(String name) {
        String value = find(name);
        if (value == null) {
            return null;
        }
        if (value.matches("[0-9A-Fa-f]{64}")) {
            return encryptionKey(HexFormat.of().parseHex(value));
        }
        if (value.matches("[A-Za-z0-9+/_-]{43}=?")) {
            return encryptionKey(Base64.getDecoder().decode(value.replace('-', '+').replace('_', '/')));
        }
        throw new InvalidSettingException(
                name + " is not a key; allowed: 32 bytes as base64 or as 64 hexadecimal digits,"
                        + " for example what 'openssl rand -base64 32' prints");
    }

    private static EncryptionKey encryptionKey(byte[] bytes) {
        return new EncryptionKey(new SecretKeySpec(bytes, "AES"));
    }

    String name(String name, String ifAbsent) {
        String value = text(name, ifAbsent);
        if (!value.matches("[A-Za-z0-9_.-]+")) {
            throw wrong(name, value, "letters, digits, '_', '.' and '-'");
        }
        return value;
    }

    long whole(String name, long ifAbsent, long min, long max) {
        String value = text(name, Long.toString(ifAbsent));
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, as a number out of range is.
        }
        throw wrong(name, value,
                max == Long.MAX_VALUE
                        ? "a whole number from " + min
                        : "a whole number from " + min + " to " + max);
    }

    Duration seconds(String name, String ifAbsent) {
        String value = text(name, ifAbsent);
        if (value.matches("\\d{1,6}(\\.\\d{1,3})?")) {
            Duration duration = Duration.ofMillis(Math.round(Double.parseDouble(value) * 1000));
            if (!duration.isZero()) {
                return duration;
            }
        }
        throw wrong(name, value, "seconds, more than 0, for example " + ifAbsent);
    }

    boolean flag(String name, boolean ifAbsent) {
        String value = text(name, Boolean.toString(ifAbsent));
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, value, "true or false");
        };
    }

    <E extends Enum<E>> E choice(String name, E ifAbsent) {
        String value = text(name, ifAbsent.name().toLowerCase(Locale.ROOT));
        E[] all = ifAbsent.getDeclaringClass().getEnumConstants();
        return Arrays.stream(all).filter(it -> it.name().equalsIgnoreCase(value)).findFirst()
                .orElseThrow(() -> wrong(name, value,
                        Arrays.stream(all).map(it -> it.name().toLowerCase(Locale.ROOT)).collect(joining(", "))));
    }

    /** In the time zone of this machine. */
    @Nullable
    Schedule schedule(String name) {
        String value = find(name);
        try {
            return value == null ? null : new Schedule(value, ZoneId.systemDefault());
        } catch (IllegalArgumentException e) {
            throw wrong(name, value, "minute, hour, day of the month, month and day of the week as in cron, for example"
                    + " '0 3 * * *' for each night at 3");
        }
    }

    /** Of any form, which whoever uses it must know. It may hold a password, so a wrong one is not shown. */
    @Nullable
    URI uri(String name) {
        String value = find(name);
        try {
            return value == null ? null : new URI(value);
        } catch (URISyntaxException e) {
            throw new InvalidSettingException(name + " is not a URL; '/', '@', '?', '#' and others in a password are"
                    + " written %2F, %40, %3F, %23 and so on");
        }
    }

    /** A URL may hold a password, so a wrong one is not shown. */
    @Nullable
    URI url(String name, List<String> schemes) {
        String value = find(name);
        if (value == null) {
            return null;
        }
        try {
            URI url = new URI(value);
            if (url.getHost() != null && url.getScheme() != null && schemes.contains(url.getScheme())) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Reported below, as a scheme that is not allowed is.
        }
        throw new InvalidSettingException(name + " is not a URL with a host that begins with "
                + schemes.stream().map(scheme -> scheme + "://").collect(joining(" or ")));
    }

    private static InvalidSettingException wrong(String name, @Nullable String value, String allowed) {
        return new InvalidSettingException(name + " is '" + value + "'; allowed: " + allowed);
    }
}
