/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.redisson.client.RedisException;

/**
 * Sends scripts to one server, in as few commands as possible. Calls of the same script in one slot
 * are merged, unless they already have many keys; the others are sent in one batch.
 */
final class ScriptSender {
  /** The maximum number of calls in one script: the server runs nothing else meanwhile. */
  static final int TOGETHER = 100;

  /** The number of keys in the script of one operation: its entry, and the invalidations. */
  private static final int FEW = 2;

  private final Commands commands;
  private final boolean cluster;

  /**
   * Creates a sender.
   *
   * @param cluster whether this is a cluster
   */
  ScriptSender(Commands commands, boolean cluster) {
    this.commands = commands;
    this.cluster = cluster;
  }

  /** Runs scripts on one node, in one batch, and returns their outcomes in their order. */
  CompletionStage<List<ScriptOutcome>> send(List<? extends ScriptCall<?>> calls) {
    if (calls.size() == 1) {
      return commands.run(calls.get(0)).thenApply(List::of);
    }
    List<List<Integer>> parts = parts(calls);
    List<ScriptCall<?>> combined = new ArrayList<>();
    parts.forEach(part -> combined.add(combined(calls, part)));
    if (parts.size() == 1) {
      return commands
          .run(combined.get(0))
          .thenApply(outcome -> inOrder(calls.size(), parts, List.of(outcome)));
    }
    List<CompletableFuture<ScriptOutcome>> outcomes = commands.runAll(combined);
    return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                inOrder(
                    calls.size(), parts, outcomes.stream().map(CompletableFuture::join).toList()));
  }

  /** Groups calls that can be merged, by their indexes. */
  private List<List<Integer>> parts(List<? extends ScriptCall<?>> calls) {
    Map<MergeableCalls, List<List<Integer>>> groups = new LinkedHashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      ScriptCall<?> call = calls.get(i);
      MergeableCalls of =
          new MergeableCalls(
              call.script(), slot(call), call.keys().size(), call.arguments().size());
      List<List<Integer>> parts = groups.computeIfAbsent(of, group -> new ArrayList<>());
      if (parts.isEmpty() || of.isLarge() || parts.get(parts.size() - 1).size() == TOGETHER) {
        parts.add(new ArrayList<>());
      }
      parts.get(parts.size() - 1).add(i);
    }
    return groups.values().stream().flatMap(List::stream).toList();
  }

  private static List<ScriptOutcome> inOrder(
      int count, List<List<Integer>> parts, List<ScriptOutcome> outcomes) {
    ScriptOutcome[] inOrder = new ScriptOutcome[count];
    for (int i = 0; i < parts.size(); i++) {
      List<Integer> part = parts.get(i);
      ScriptOutcome outcome = outcomes.get(i);
      for (int j = 0; j < part.size(); j++) {
        inOrder[part.get(j)] =
            (part.size() > 1
                    && outcome instanceof ScriptOutcome.Answered answered
                    && answered.raw() instanceof List<?> each)
                ? ofOne(each, j)
                : outcome;
      }
    }
    return List.of(inOrder);
  }

  /** Returns the outcome of one call in a {@link Script#batched} one. */
  private static ScriptOutcome ofOne(List<?> each, int i) {
    Object answer = each.get(2 * i + 1);
    boolean done = Long.valueOf(1).equals(each.get(2 * i));
    return (done || !(answer instanceof byte[] why))
        ? ScriptOutcome.of(answer)
        : new ScriptOutcome.Failed(new RedisException(new String(why, UTF_8)));
  }

  /** The properties that calls must share to be merged. */
  private record MergeableCalls(Script<?> script, String slot, int keys, int arguments) {
    /** Returns whether a call is too large to be merged. */
    boolean isLarge() {
      return keys > FEW;
    }
  }

  /** Returns the hash tag of the keys; without a cluster, all keys are in one slot. */
  private String slot(ScriptCall<?> call) {
    return cluster ? call.redisKey().substring(0, call.redisKey().indexOf('}') + 1) : "";
  }

  /** Returns one call that merges several. */
  private static ScriptCall<?> combined(List<? extends ScriptCall<?>> calls, List<Integer> part) {
    ScriptCall<?> first = calls.get(part.get(0));
    if (part.size() == 1) {
      return first;
    }
    List<String> keys = new ArrayList<>();
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(RedisRegion.ascii(first.keys().size()));
    arguments.add(RedisRegion.ascii(first.arguments().size()));
    for (int i : part) {
      keys.addAll(calls.get(i).keys());
      arguments.addAll(calls.get(i).arguments());
    }
    return new ScriptCall<>(first.script().batched(), keys, arguments);
  }
}
