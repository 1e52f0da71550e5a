package dev.reprise.app.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.reprise.app.popular.Popularity;
import dev.reprise.app.popular.Popularity.Popular;
import dev.reprise.cache.TierUnavailableException;

/** What is asked for most, of all types together, for those who may know what tenants ask for. */
final class TopRequests {
    private static final int MOST = 10;

    private final Popularity popularity;
    private final boolean isTold;

    /** @param isTold whether all who are answered may know */
    TopRequests(Popularity popularity, boolean isTold) {
        this.popularity = popularity;
        this.isTold = isTold;
    }

    /** The first ones; empty where they cannot be known now, or are not told. */
    List<Map<String, Object>> list() {
        List<Map<String, Object>> list = new ArrayList<>();
        if (isTold) {
            try {
                popularity.top(MOST).forEach(it -> list.add(document(it)));
            } catch (TierUnavailableException e) {
                list.clear();
            }
        }
        return list;
    }

    private Map<String, Object> document(Popular popular) {
        Map<String, Object> it = new LinkedHashMap<>();
        it.put("type", popular.type().segment());
        it.put("key", popular.type().prefix() + ':' + popular.digest());
        it.put("title", popularity.title(popular));
        it.put("requests", Math.round(popular.count() * 10) / 10.0);
        return it;
    }
}
