package dev.reprise.app.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

import dev.reprise.api.ContentRequest;
import dev.reprise.app.content.ContentService;

/**
 * Has a list of requests made before somebody asks for them. What is there already costs a look; what another node makes
 * at the same time is waited for and not made twice.
 *
 * @param items what to make, in the order in which it is begun
 * @param concurrency how many are made at once; at least 1
 * @param maxTokens how many tokens may be spent; where they are, what has not begun is skipped
 * @param content what makes it
 */
public record WarmUp(List<Item> items, int concurrency, long maxTokens,
        ContentService content) implements Jobs.Work {
    public WarmUp {
        items = List.copyOf(items);
    }

    /** A request, and the tenant for whom it is made. */
    public record Item(String tenant, ContentRequest request) {}

    @Override
    public void run(Job job, ExecutorService threads) throws InterruptedException, ExecutionException {
        PartMaker parts = new PartMaker(job, content, concurrency, maxTokens);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            Map<String, Integer> place = Map.of("item", i + 1);
            tasks.add(() -> parts.make(item.tenant, place, item.request, Set.of("warm-up")).isPresent());
        }
        for (Future<Boolean> task : threads.invokeAll(tasks)) {
            task.get();
        }
    }
}
