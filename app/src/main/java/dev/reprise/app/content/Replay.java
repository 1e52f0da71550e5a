package dev.reprise.app.content;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What has happened so far, told to all who follow: who comes late hears it from the beginning, and all hear it in the
 * same order. Keeps everything. Thread-safe.
 */
public final class Replay<T> {
    private final List<T> past = new ArrayList<>();
    private final List<Consumer<? super T>> followers = new ArrayList<>();

    /** Tells a follower, before this returns, what has happened, and then what happens; it must not block. */
    public synchronized void follow(Consumer<? super T> follower) {
        past.forEach(follower);
        followers.add(follower);
    }

    /** Tells a follower no more; whether there are others. */
    public synchronized boolean leave(Consumer<? super T> follower) {
        followers.remove(follower);
        return !followers.isEmpty();
    }

    /** Tells all. */
    public synchronized void happened(T event) {
        past.add(event);
        followers.forEach(follower -> follower.accept(event));
    }
}
