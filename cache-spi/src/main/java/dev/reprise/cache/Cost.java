package dev.reprise.cache;

import java.time.Duration;

/**
 * What making a value took, and so what each hit on it saves.
 *
 * @param time how long the load ran
 * @param inputTokens what a model read; 0 where none did
 * @param outputTokens what a model wrote; 0 where none did
 * @param moneyMicros millionths of the currency in which it is priced; 0 where it is not
 */
public record Cost(Duration time, long inputTokens, long outputTokens, long moneyMicros) {
    /** Nothing. */
    public static final Cost NONE = new Cost(Duration.ZERO, 0, 0, 0);

    /** The same with another time. */
    Cost withTime(Duration measured) {
        return new Cost(measured, inputTokens, outputTokens, moneyMicros);
    }
}
