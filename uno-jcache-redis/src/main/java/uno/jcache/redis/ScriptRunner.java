/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import uno.jcache.redis.CallFailures.NotSent;
import uno.jcache.redis.CallFailures.TimedOut;
import uno.jcache.spi.StoreException;

/**
 * Runs scripts. Each script is sent once: after a missing answer it is unknown whether it took
 * effect, and sending it again could apply it twice. Each change carries a deadline by the server's
 * clock ({@link ServerClock}), and the caller waits until then: so a failed change has taken effect
 * before the caller gets the exception, or never will. A change that the server rejects as too late
 * is sent again if there is time left.
 *
 * <p>Safe for use by many threads, also interrupted ones.
 */
final class ScriptRunner {
  private final RedisConnection connection;
  private final NodeRouter nodes;
  private final NodeCommands commands;
  private final Calls calls;

  ScriptRunner(RedisConnection connection, NodeRouter nodes, NodeCommands commands, Calls calls) {
    this.connection = connection;
    this.nodes = nodes;
    this.commands = commands;
    this.calls = calls;
  }

  /** Runs a script. */
  <A extends @Nullable Object> A run(ScriptCall<A> call) {
    // In a cluster they could not be combined: the keys of one script must be in one slot.
    boolean combined = connection.settings().combinesWrites() && !connection.isCluster();
    calls.ensureConnected();
    return calls.waiting(
        call.redisKey(), limits -> call.script().answer(run(call, combined, limits)));
  }

  private @Nullable Object run(ScriptCall<?> call, boolean combined, CallLimits limits) {
    try {
      while (true) {
        long sent = System.nanoTime();
        ScriptOutcome outcome =
            calls.call(
                call.redisKey(),
                limits,
                node -> {
                  ScriptCall<?> fenced = node.fenced(call, limits.effect());
                  CompletionStage<ScriptOutcome> answer =
                      combined ? node.run(fenced) : connection.commands().run(fenced);
                  return answer.thenApply(ScriptOutcome::checked);
                });
        if (outcome instanceof ScriptOutcome.TooLate late) {
          checkTimeIsLeft(call, late, sent, limits);
        } else if (outcome instanceof ScriptOutcome.Answered answered) {
          return answered.raw();
        }
      }
    } catch (StoreException e) {
      awaitEffect(List.of(call), e, limits);
      throw e;
    }
  }

  /**
   * Handles a script that did nothing, since it was too late by the server's clock: the estimate of
   * the clock was wrong, or the network was slow.
   *
   * @throws StoreException if there is no time left to send it again
   */
  private void checkTimeIsLeft(
      ScriptCall<?> call, ScriptOutcome.TooLate late, long sent, CallLimits limits) {
    Node node = nodes.of(call.redisKey());
    long now = System.nanoTime();
    node.clock().record(late.serverMicros(), sent, now);
    if (now - limits.effect() >= 0) {
      throw calls.failure(node, new NotSent(new TimedOut()));
    }
  }

  /**
   * Waits until failed changes can no longer take effect. A command sent before the connection
   * broke may still be executed; if the caller continued, it could overwrite a later change.
   */
  private void awaitEffect(
      List<? extends ScriptCall<?>> sent, StoreException failure, CallLimits limits) {
    if (!connection.isClosed()
        && RedisErrors.mayTakeEffect(failure.getCause())
        && sent.stream().anyMatch(call -> call.script().isFenced())) {
      try {
        Object unused = CallFailures.await(new CompletableFuture<>(), limits.effect());
      } catch (TimedOut e) {
        // expected
      }
    }
  }

  /**
   * Runs scripts in one batch, and returns their results in the same order. Up to {@value
   * ScriptSender#TOGETHER} calls of the same script in one slot are sent as one script.
   *
   * @throws StoreException if one of the servers does not answer in time; the calls to the others
   *     took effect
   */
  <A extends @Nullable Object> List<A> runAll(List<? extends ScriptCall<? extends A>> all) {
    List<A> answers = new ArrayList<>(all.size());
    if (all.size() == 1) {
      answers.add(run(all.get(0)));
      return answers;
    }
    calls.ensureConnected();
    List<?> raw = calls.waiting(all.get(0).redisKey(), limits -> runAll(all, limits));
    for (int i = 0; i < all.size(); i++) {
      answers.add(all.get(i).script().answer(raw.get(i)));
    }
    return answers;
  }

  private List<?> runAll(List<? extends ScriptCall<?>> all, CallLimits limits) {
    try {
      return runUntilDone(all, limits);
    } catch (StoreException e) {
      awaitEffect(all, e, limits);
      throw e;
    }
  }

  private List<?> runUntilDone(List<? extends ScriptCall<?>> all, CallLimits limits) {
    long sent = System.nanoTime();
    List<ScriptOutcome> outcomes = sendAll(all, limits);
    List<@Nullable Object> answers = new ArrayList<>();
    List<Integer> late = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (outcomes.get(i) instanceof ScriptOutcome.TooLate each) {
        checkTimeIsLeft(all.get(i), each, sent, limits);
        late.add(i);
      }
      answers.add(
          (outcomes.get(i) instanceof ScriptOutcome.Answered answered) ? answered.raw() : null);
    }
    if (!late.isEmpty()) {
      List<?> again = runUntilDone(late.stream().map(all::get).toList(), limits);
      for (int i = 0; i < late.size(); i++) {
        answers.set(late.get(i), again.get(i));
      }
    }
    return answers;
  }

  private List<ScriptOutcome> sendAll(List<? extends ScriptCall<?>> all, CallLimits limits) {
    if (!connection.isCluster()) {
      return calls.call(all.get(0).redisKey(), limits, node -> send(node, all, limits));
    }
    Map<Node, List<Integer>> byNode = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      byNode.computeIfAbsent(nodes.of(all.get(i).redisKey()), node -> new ArrayList<>()).add(i);
    }
    byNode.keySet().forEach(calls::check); // or nodes get work that is retried as a whole
    List<PendingBatch> pending = new ArrayList<>();
    byNode.forEach((node, part) -> pending.add(send(node, part, all, limits)));
    return outcomes(all.size(), pending, limits);
  }

  private CompletionStage<List<ScriptOutcome>> send(
      Node node, List<? extends ScriptCall<?>> part, CallLimits limits) {
    return commands.run(node.fenced(part, limits.effect())).thenApply(ScriptRunner::checked);
  }

  private static List<ScriptOutcome> checked(List<ScriptOutcome> outcomes) {
    return ScriptOutcome.checked(outcomes);
  }

  /** Some of the calls, by their indexes in the list, and the answer of one node. */
  private record PendingBatch(
      Node node, List<Integer> part, CompletionStage<List<ScriptOutcome>> answer) {}

  private PendingBatch send(
      Node node, List<Integer> part, List<? extends ScriptCall<?>> all, CallLimits limits) {
    List<? extends ScriptCall<?>> ofNode = part.stream().map(all::get).toList();
    CompletionStage<List<ScriptOutcome>> answer;
    try {
      answer = calls.send(node, ofNode.get(0).redisKey(), each -> send(each, ofNode, limits));
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return new PendingBatch(node, part, answer);
  }

  private List<ScriptOutcome> outcomes(int count, List<PendingBatch> pending, CallLimits limits) {
    ScriptOutcome[] inOrder = new ScriptOutcome[count];
    StoreException failure = null;
    for (PendingBatch each : pending) {
      try {
        List<ScriptOutcome> outcomes = calls.answered(each.node, each.answer, limits);
        for (int i = 0; i < outcomes.size(); i++) {
          inOrder[each.part.get(i)] = outcomes.get(i);
        }
      } catch (StoreException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return List.of(inOrder);
  }
}
