package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.List;

/** Divides a whole number. */
final class Shares {
    private Shares() {}

    /**
     * Parts of {@code total} in proportion to the weights, each at least 1, that add up to it exactly. There are as many
     * as weights, and {@code total} must not be less than that.
     */
    static List<Integer> of(int total, List<Integer> weights) {
        long sum = weights.stream().mapToLong(Integer::longValue).sum();
        int spare = total - weights.size();
        List<Integer> shares = new ArrayList<>();
        long before = 0;
        for (int weight : weights) {
            long after = before + weight;
            shares.add((int) (1 + spare * after / sum - spare * before / sum));
            before = after;
        }
        return shares;
    }
}
