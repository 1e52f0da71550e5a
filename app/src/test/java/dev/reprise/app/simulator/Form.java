package dev.reprise.app.simulator;

import java.util.List;

/** How a protocol writes what a model answers. Thread-safe. */
sealed interface Form permits OpenAiForm, AnthropicForm {
    /** The body of an answer in one piece. */
    String whole(Message message);

    /** A message as events; the call may say which it wants. */
    Events events(Message message, Call call);

    /** The body of a failure. */
    String error(String text);

    /** A failure that comes when the events have begun. */
    String errorEvent(String text);

    /** The events of a message, each as it is sent. */
    record Events(List<String> before, List<String> tokens, List<String> after) {}
}
