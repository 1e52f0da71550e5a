package dev.reprise.app.simulator;

import java.io.IOException;

/** What is done with a call. One answer may serve many calls. */
@FunctionalInterface
public interface Answer {
    /**
     * Answers. Where it returns without having ended the exchange, the connection is closed.
     *
     * @throws IOException where the client or the simulator has gone
     */
    void send(Exchange exchange) throws IOException, InterruptedException;
}
