package dev.reprise.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** What follows a command: names and values in turn. */
final class Arguments {
    private final SequencedMap<String, String> values;

    /**
     * Reads them.
     *
     * @param defaults all names there are, with the values of those that are not given
     * @throws IllegalArgumentException where a name is unknown or has no value
     */
    Arguments(String[] args, SequencedMap<String, String> defaults) {
        values = new LinkedHashMap<>(defaults);
        for (int i = 0; i < args.length; i += 2) {
            if (!defaults.containsKey(args[i])) {
                throw new IllegalArgumentException("there is no option " + args[i] + "; there are "
                        + String.join(", ", defaults.keySet()));
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " has no value");
            }
            values.put(args[i], args[i + 1]);
        }
    }

    String text(String name) {
        return values.getOrDefault(name, "");
    }

    int whole(String name, int from, int to) {
        double value = number(name, from, to);
        if (value != Math.rint(value)) {
            throw new IllegalArgumentException(name + " must be a whole number");
        }
        return (int) value;
    }

    double number(String name, double from, double to) {
        try {
            double value = Double.parseDouble(text(name));
            if (value >= from && value <= to) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(name + " must be a number from " + Results.number(from) + " to "
                + Results.number(to));
    }

    /** All of them, those that were not given too, as they would be typed. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> it : values.entrySet()) {
            text.append(' ').append(it.getKey()).append(' ').append(it.getValue());
        }
        return text.toString().strip();
    }
}
