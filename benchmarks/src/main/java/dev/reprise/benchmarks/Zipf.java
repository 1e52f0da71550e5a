package dev.reprise.benchmarks;

import java.util.Random;

/** Numbers as popularity has them: the k-th is asked for in proportion to 1 / k^exponent. Not thread-safe. */
final class Zipf {
    private final double[] upTo;
    private final Random random;

    Zipf(int keys, double exponent, long seed) {
        upTo = new double[keys];
        random = new Random(seed);
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += Math.pow(i + 1, -exponent);
            upTo[i] = sum;
        }
    }

    /** The next number, from 0 to one less than there are keys. */
    int next() {
        double at = random.nextDouble() * upTo[upTo.length - 1];
        int low = 0;
        int high = upTo.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upTo[middle] > at) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
