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
 * @param requests what to make, in the order in which it is begun
 * @param concurrency how many are made at once; at least 1
 * @param maxTokens how many tokens may be spent; where they are, what has not begun is skipped
 * @param content what makes it
 */
public record WarmUp(List<ContentRequest> requests, int concurrency, long maxTokens,
        ContentService content) implements Jobs.Work {
    public WarmUp {
        requests = List.copyOf(requests);
    }

    @Override
    public void run(Job job, ExecutorService threads) throws InterruptedException, ExecutionException {
        PartMaker parts = new PartMaker(job, content, concurrency, maxTokens);
        List<Callable<Boolean>> items = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            ContentRequest request = requests.get(i);
            Map<String, Integer> place = Map.of("item", i + 1);
            items.add(() -> parts.make(place, request, Set.of("warm-up")).isPresent());
        }
        for (Future<Boolean> item : threads.invokeAll(items)) {
            item.get();
        }
    }
}
