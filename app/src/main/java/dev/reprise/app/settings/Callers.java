package dev.reprise.app.settings;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.reprise.app.settings.Settings.InvalidSettingException;
import dev.reprise.app.settings.Settings.Secret;

/**
 * Who may call, and what each may do.
 *
 * @param adminToken opens every route; null to make one up at start
 * @param viewerToken opens the routes that show how the cache does; null to leave them open
 * @param apiKeys the key of each tenant, by its name, in the order in which they were set; empty where everybody is the
 *        tenant {@link #PUBLIC}
 * @param regenerate who may send {@code no-cache} and {@code no-store}
 * @param generationsPerMinute what each tenant may have generated; 0 for no limit
 */
public record Callers(@Nullable Secret adminToken, @Nullable Secret viewerToken, Map<String, Secret> apiKeys,
        Regenerate regenerate, int generationsPerMinute) {
    /** The tenant of all who show no API key. */
    public static final String PUBLIC = "public";

    /** What can be sent in a header and has no comma. A key may contain and end with '='. */
    private static final Pattern API_KEY = Pattern.compile("\\s*([a-z0-9-]{1,40})\\s*=\\s*([!-~&&[^,]]+)\\s*");

    /** Who may have content generated again. */
    public enum Regenerate {
        ALL,
        ADMIN
    }

    static Callers from(Variables in) {
        Callers callers = new Callers(in.secret("ADMIN_TOKEN"), in.secret("VIEWER_TOKEN"), apiKeys(in),
                in.choice("REGENERATE", Regenerate.ALL), (int) in.whole("GENERATIONS_PER_MINUTE", 0, 0, 1_000_000));
        Set<Secret> taken = new HashSet<>(callers.apiKeys.values());
        if (callers.adminToken != null && !taken.add(callers.adminToken)) {
            throw new InvalidSettingException("ADMIN_TOKEN is one of API_KEYS too; each token must be another");
        }
        if (callers.viewerToken != null && !taken.add(callers.viewerToken)) {
            throw new InvalidSettingException(
                    "VIEWER_TOKEN is ADMIN_TOKEN or one of API_KEYS too; each token must be another");
        }
        return callers;
    }

    /** Entries are named by their place: of one that is wrong, nobody knows which part is the secret. */
    private static Map<String, Secret> apiKeys(Variables in) {
        Map<String, Secret> keys = new LinkedHashMap<>();
        String text = in.text("API_KEYS", "");
        if (text.isEmpty()) {
            return Map.of();
        }
        int number = 0;
        for (String entry : text.split(",", -1)) {
            number++;
            Matcher key = API_KEY.matcher(entry);
            if (!key.matches() || key.group(1).equals(PUBLIC)) {
                throw new InvalidSettingException("API_KEYS has a wrong entry, number " + number + "; allowed:"
                        + " name=secret, with commas between, each name of 1 to 40 letters a-z, digits and '-' and not "
                        + PUBLIC + ", each secret of visible ASCII characters");
            }
            Secret secret = new Secret(key.group(2));
            if (keys.containsValue(secret) || keys.put(key.group(1), secret) != null) {
                throw new InvalidSettingException("API_KEYS has a name or a secret twice, again in entry number "
                        + number);
            }
        }
        return Collections.unmodifiableMap(keys);
    }
}
