package dev.reprise.app.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;

/**
 * Times that come again and again.
 *
 * @param cron five fields as in cron: minute, hour, day of the month, month, day of the week
 * @param zone where the clock hangs that shows them
 */
public record Schedule(String cron, ZoneId zone) {
    /** Checks it: {@link IllegalArgumentException} where it is not of that form or names no time that ever comes. */
    public Schedule {
        ZonedDateTime any = Instant.EPOCH.atZone(zone);
        if (times(cron).nextExecution(any).isEmpty()) {
            throw new IllegalArgumentException("never: " + cron);
        }
    }

    /** The first of the times after {@code instant}. */
    public Instant next(Instant instant) {
        return times(cron).nextExecution(instant.atZone(zone)).orElseThrow().toInstant();
    }

    private static ExecutionTime times(String cron) {
        return ExecutionTime.forCron(
                new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(cron));
    }
}
