/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;
import uno.jcache.redis.RedisServer.ScriptCall;

/**
 * Sends scripts to one server, in as few commands as can be: equal ones whose keys are in one slot
 * are one, but for those that are about many keys already; and all others travel together.
 */
final class ScriptSender {
  /** How many runs of a script are one: others have to wait for its end. */
  static final int TOGETHER = 100;

  /** How many keys the script of one operation has: its entry, and the invalidations. */
  private static final int FEW = 2;

  private final Commands commands;
  private final boolean cluster;

  /**
   * Sends by commands.
   *
   * @param cluster whether keys lie in slots
   */
  ScriptSender(Commands commands, boolean cluster) {
    this.commands = commands;
    this.cluster = cluster;
  }

  /**
   * Runs scripts of one node, all at once, and returns what they return in their order: of one that
   * failed, the exception.
   */
  CompletionStage<List<Object>> send(List<ScriptCall> runs) {
    if (runs.size() == 1) {
      return outcome(commands.run(runs.get(0))).thenApply(Collections::singletonList);
    }
    List<List<Integer>> parts = parts(runs);
    List<ScriptCall> combined = parts.stream().map(part -> combined(runs, part)).toList();
    if (parts.size() == 1) {
      return outcome(commands.run(combined.get(0)))
          .thenApply(answer -> inOrder(runs.size(), parts, List.of(answer)));
    }
    List<? extends CompletableFuture<?>> outcomes =
        commands.runAll(combined).stream()
            .map(answer -> outcome(answer).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                inOrder(
                    runs.size(), parts, outcomes.stream().map(CompletableFuture::join).toList()));
  }

  /** Returns what will be answered, or the exception. */
  private static CompletionStage<Object> outcome(CompletionStage<?> answer) {
    return answer.handle(
        (answered, failure) -> {
          if (failure == null) {
            return answered;
          }
          Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
          return (cause instanceof RuntimeException known)
              ? known
              : new RedisException(String.valueOf(cause), cause);
        });
  }

  /** Returns the answers, if none of these is an exception. */
  static List<Object> answers(List<Object> outcomes) {
    RuntimeException failure = null;
    for (Object outcome : outcomes) {
      if (outcome instanceof RuntimeException failed) {
        if (failure == null) {
          failure = failed;
        } else if (failure != failed) {
          failure.addSuppressed(failed);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return outcomes;
  }

  /** Returns which runs are one, by their places in the list. */
  private List<List<Integer>> parts(List<ScriptCall> runs) {
    Map<Group, List<List<Integer>>> groups = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      ScriptCall run = runs.get(i);
      Group of = new Group(run.script(), slot(run), run.keys().size(), run.arguments().size());
      List<List<Integer>> parts = groups.computeIfAbsent(of, group -> new ArrayList<>());
      if (parts.isEmpty() || of.isLarge() || parts.get(parts.size() - 1).size() == TOGETHER) {
        parts.add(new ArrayList<>());
      }
      parts.get(parts.size() - 1).add(i);
    }
    return groups.values().stream().flatMap(List::stream).toList();
  }

  private static List<Object> inOrder(int count, List<List<Integer>> parts, List<?> outcomes) {
    Object[] inOrder = new Object[count];
    for (int i = 0; i < parts.size(); i++) {
      List<Integer> part = parts.get(i);
      Object outcome = outcomes.get(i);
      for (int j = 0; j < part.size(); j++) {
        inOrder[part.get(j)] =
            (part.size() > 1 && outcome instanceof List<?> each) ? ofOne(each, j) : outcome;
      }
    }
    return Arrays.asList(inOrder);
  }

  /** Returns what one of {@link Scripts#several} returned, or the exception. */
  private static @Nullable Object ofOne(List<?> each, int i) {
    Object answer = each.get(2 * i + 1);
    boolean done = Long.valueOf(1).equals(each.get(2 * i));
    return (done || !(answer instanceof byte[] why))
        ? answer
        : new RedisException(new String(why, UTF_8));
  }

  /** What can be one script. */
  private record Group(String script, String slot, int keys, int arguments) {
    /** Returns whether it is long enough by itself. */
    boolean isLarge() {
      return keys > FEW;
    }
  }

  /** Returns what is hashed of the keys' names; in one server all are in one slot. */
  private String slot(ScriptCall run) {
    return cluster ? run.place().substring(0, run.place().indexOf('}') + 1) : "";
  }

  /** Returns one run instead of several. */
  private static ScriptCall combined(List<ScriptCall> runs, List<Integer> part) {
    ScriptCall first = runs.get(part.get(0));
    if (part.size() == 1) {
      return first;
    }
    List<Object> keys = new ArrayList<>();
    List<Object> arguments = new ArrayList<>();
    arguments.add(Integer.toString(first.keys().size()).getBytes(US_ASCII));
    arguments.add(Integer.toString(first.arguments().size()).getBytes(US_ASCII));
    for (int i : part) {
      keys.addAll(runs.get(i).keys());
      arguments.addAll(runs.get(i).arguments());
    }
    return new ScriptCall(Scripts.several(first.script()), keys, arguments);
  }
}
