/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** What is compared on Redis: one of ours with its peers. */
enum RedisRow {
  GET("get", 1),
  PUT("put, life from the first", 1),
  RENEW("put, life from each", 1),
  GET_64("get, 64 threads", 64),
  GET_64_SEPARATE("get, 64 threads, `combine-reads` off", 64),
  PUT_64("put, life from the first, 64 threads", 64),
  PUT_64_SEPARATE("put, life from the first, 64 threads, `combine-writes` off", 64),
  RENEW_64("put, life from each, 64 threads", 64),
  GET_ALL("getAll of 100", 1),
  PUT_ALL("putAll of 100", 1),
  REMOVE_ALL("removeAll of 100", 1),
  INVOKE_ALL("invokeAll of 100", 1),
  HIT("get that hits in the heap", 1);

  private static final OptionalDouble NO_BAR = OptionalDouble.empty();

  /** What to work on: one of many keys, or a hundred of them. */
  static final class Task<V> {
    final String key;
    final Set<String> keys;
    final Map<String, V> entries;
    final V value;

    Task(String key, Map<String, V> entries, V value) {
      this.key = key;
      this.keys = entries.keySet();
      this.entries = entries;
      this.value = value;
    }
  }

  private final String label;
  private final int threads;

  RedisRow(String label, int threads) {
    this.label = label;
    this.threads = threads;
  }

  String label() {
    return label;
  }

  int threads() {
    return threads;
  }

  /** Returns whether it is the time of each that counts; or else, how many there are in a time. */
  boolean isTimed() {
    return threads == 1 && this != HIT;
  }

  /** Returns whether it is about one key, and not about a hundred. */
  boolean isSingle() {
    return this != GET_ALL && this != PUT_ALL && this != REMOVE_ALL && this != INVOKE_ALL;
  }

  /** Returns which of ours is measured. */
  RedisContender ours() {
    return switch (this) {
      case HIT -> RedisContender.UNO_NEAR;
      case GET_64_SEPARATE, PUT_64_SEPARATE -> RedisContender.UNO_SEPARATE;
      default -> RedisContender.UNO;
    };
  }

  /** Returns beside whom, in the order of the table. */
  List<RedisContender> peers() {
    return switch (this) {
      case HIT ->
          List.of(
              RedisContender.UNO_MEMORY, RedisContender.UNO_ALONE, RedisContender.REDISSON_LOCAL);
      case INVOKE_ALL -> List.of(RedisContender.REDISSON_JCACHE);
      default -> List.of(RedisContender.RAW, RedisContender.REDISSON_JCACHE);
    };
  }

  boolean takes(RedisContender contender) {
    return contender == ours() || peers().contains(contender);
  }

  /** Returns how much of the speed of a peer ours is meant to have. */
  OptionalDouble bar(RedisContender peer) {
    return switch (this) {
      case GET, GET_64, GET_64_SEPARATE ->
          (peer == RedisContender.RAW) ? OptionalDouble.of(0.95) : NO_BAR;
      case PUT, PUT_64, PUT_64_SEPARATE, RENEW, RENEW_64 ->
          OptionalDouble.of((peer == RedisContender.RAW) ? 0.65 : 1.1);
      case GET_ALL -> (peer == RedisContender.RAW) ? NO_BAR : OptionalDouble.of(2);
      case HIT -> (peer == RedisContender.UNO_MEMORY) ? OptionalDouble.of(0.9) : NO_BAR;
      case PUT_ALL, REMOVE_ALL, INVOKE_ALL -> NO_BAR;
    };
  }

  <V> void run(RedisSubject<V> subject, Task<V> task) {
    switch (this) {
      case GET, GET_64, GET_64_SEPARATE, HIT -> get(subject, task);
      case PUT, PUT_64, PUT_64_SEPARATE -> subject.put(task.key, task.value);
      case RENEW, RENEW_64 -> subject.renew(task.key, task.value);
      case GET_ALL -> getAll(subject, task);
      case PUT_ALL -> subject.putAll(task.entries);
      case REMOVE_ALL -> subject.removeAll(task.keys);
      case INVOKE_ALL -> subject.invokeAll(task.keys, task.value);
    }
  }

  /** Makes it possible once more. */
  <V> void restore(RedisSubject<V> subject, Task<V> task) {
    if (this == REMOVE_ALL) {
      subject.putAll(task.entries);
    }
  }

  private static <V> void get(RedisSubject<V> subject, Task<V> task) {
    if (subject.get(task.key) == null) {
      throw new IllegalStateException("found nothing at " + task.key);
    }
  }

  private static <V> void getAll(RedisSubject<V> subject, Task<V> task) {
    int found = subject.getAll(task.keys).size();
    if (found != task.keys.size()) {
      throw new IllegalStateException("found " + found);
    }
  }
}
