/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.endurance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import uno.jcache.endurance.Event.Kind;

/**
 * What all nodes did in one round, in which keys and values were new, and whether that may be.
 *
 * <p>A read is stale by the time since which it was certain that its value had been replaced: since
 * the first end of a change that had begun after the value's own change had ended, or failed: a
 * change that was not answered takes effect before its caller gives up, or never.
 */
final class History {
  private final List<Event> events;
  private final Set<Integer> killed;
  private final List<Pause> pauses;
  private final long bound;
  private final List<String> violations = new ArrayList<>();
  private final List<Long> ages = new ArrayList<>();

  /** A node stood still, and may have read for a moment what it had before. */
  record Pause(int node, long from, long to) {}

  /**
   * Looks at a round.
   *
   * @param killed nodes of which nobody knows what they did
   * @param bound how old a stale read may be, in nanoseconds
   */
  History(List<Event> events, Set<Integer> killed, List<Pause> pauses, long bound) {
    this.events = events;
    this.killed = killed;
    this.pauses = pauses;
    this.bound = bound;
  }

  /** Returns what must not be. */
  List<String> violations() {
    return violations;
  }

  /** Returns how old stale reads were, in nanoseconds. */
  List<Long> ages() {
    return ages;
  }

  private List<Event> all(Kind... kinds) {
    Set<Kind> wanted = new HashSet<>(Arrays.asList(kinds));
    return events.stream().filter(event -> wanted.contains(event.kind())).toList();
  }

  /** By when something is certain to be over that began after a time. */
  private static final class FirstEnds {
    private final long[] begins;
    private final long[] ends;

    FirstEnds(List<Event> changes) {
      List<Event> ordered = new ArrayList<>(changes);
      ordered.sort(Comparator.comparingLong(Event::begin));
      begins = ordered.stream().mapToLong(Event::begin).toArray();
      ends = ordered.stream().mapToLong(Event::end).toArray();
      for (int i = ends.length - 2; i >= 0; i--) {
        ends[i] = Math.min(ends[i], ends[i + 1]);
      }
    }

    long after(long time) {
      int found = Arrays.binarySearch(begins, time + 1);
      int first = (found < 0) ? -found - 1 : found;
      while (first > 0 && begins[first - 1] > time) {
        first--;
      }
      return (first < ends.length) ? ends[first] : Long.MAX_VALUE;
    }
  }

  /** No value is read that nobody put, or that was replaced longer ago than may be. */
  void checkReads() {
    Map<Long, Event> puts = new HashMap<>();
    all(Kind.PUT).forEach(put -> puts.put(put.value(), put));
    List<Event> changes =
        all(Kind.PUT, Kind.REMOVE, Kind.INVALIDATE, Kind.CLEAR).stream()
            .filter(Event::done)
            .toList();
    Map<String, FirstEnds> firstEnds = new HashMap<>();
    for (Event read : all(Kind.READ, Kind.READ_FAR)) {
      if (read.value() == 0 || !read.done()) {
        continue;
      }
      Event put = puts.get(read.value());
      if (put == null) {
        if (!killed.contains(Values.node(read.value()))) {
          violations.add("read what nobody put: " + describe(read));
        }
      } else if (!put.key().equals(read.key())) {
        violations.add("read another key's value: " + describe(read) + ", put by " + describe(put));
      } else {
        FirstEnds ends =
            firstEnds.computeIfAbsent(
                read.key(),
                key ->
                    new FirstEnds(changes.stream().filter(event -> event.changes(key)).toList()));
        age(read, ends.after(put.end()), put);
      }
    }
  }

  /**
   * What is there when all is quiet was not replaced or removed by a change that began after it had
   * been put, or had failed to be put.
   *
   * @param last the values of registers
   * @param fellBack whether changes that failed counted as done; their processes settle them
   */
  void checkNotUndone(Map<String, Long> last, boolean fellBack) {
    if (fellBack && !killed.isEmpty()) {
      return; // what a process had to settle went with it
    }
    last.forEach(
        (key, value) -> {
          Event later = undone(key, value);
          if (later != null) {
            violations.add(
                "when all is quiet, " + key + " has " + value + ", though " + describe(later));
          }
        });
  }

  /** Returns whether there is anything that {@link #checkNotUndone} would find. */
  boolean isUndone(Map<String, Long> last) {
    return last.entrySet().stream()
        .anyMatch(each -> undone(each.getKey(), each.getValue()) != null);
  }

  /** Returns a change that a value which is still there should not have outlived; or null. */
  private @Nullable Event undone(String key, long value) {
    return all(Kind.PUT).stream()
        .filter(put -> put.value() == value && put.key().equals(key))
        .findFirst()
        .flatMap(
            put ->
                events.stream()
                    .filter(Event::done)
                    .filter(event -> event.changes(key) && event.begin() > put.end())
                    .findFirst())
        .orElse(null);
  }

  /** No version is read through the cache that was replaced longer ago than may be. */
  void checkLoads() {
    Map<String, TreeMap<Long, Long>> ends = new HashMap<>(); // by key: of each version or a later
    for (Event change : all(Kind.RECORD)) {
      if (change.done()) {
        ends.computeIfAbsent(change.key(), key -> new TreeMap<>())
            .put(change.value(), change.end());
      }
    }
    ends.values()
        .forEach(
            versions -> {
              long first = Long.MAX_VALUE;
              for (Map.Entry<Long, Long> each : versions.descendingMap().entrySet()) {
                first = Math.min(first, each.getValue());
                each.setValue(first);
              }
            });
    for (Event load : all(Kind.LOAD)) {
      TreeMap<Long, Long> versions = ends.get(load.key());
      Map.Entry<Long, Long> later = (versions == null) ? null : versions.higherEntry(load.value());
      if (load.done() && later != null) {
        age(load, later.getValue(), null);
      }
    }
  }

  private void age(Event read, long since, @Nullable Event put) {
    long age = read.begin() - since;
    if (since == Long.MAX_VALUE || age <= 0 || (isExcused(read) && read.kind() != Kind.READ_FAR)) {
      return;
    }
    boolean isFar = read.kind() == Kind.READ_FAR;
    if (!isFar) {
      ages.add(age);
    }
    if (isFar || age > bound) {
      violations.add(
          "stale by "
              + age / 1_000_000
              + " ms: "
              + describe(read)
              + ((put == null) ? "" : ", put by " + describe(put))
              + around(read));
    }
  }

  private boolean isExcused(Event read) {
    return pauses.stream()
        .anyMatch(
            pause ->
                pause.node == read.node()
                    && read.begin() >= pause.from
                    && read.begin() <= pause.to);
  }

  /** Each sum is returned once; and the last is at least the number of those that were. */
  void checkIncrements(Map<String, Long> sums, boolean serverKept) {
    Map<String, Set<Long>> seen = new HashMap<>();
    Map<String, long[]> counts = new HashMap<>(); // done, and failed
    for (Event increment : all(Kind.INCREMENT)) {
      long[] count = counts.computeIfAbsent(increment.key(), key -> new long[2]);
      count[increment.done() ? 0 : 1]++;
      if (increment.done()
          && serverKept
          && !seen.computeIfAbsent(increment.key(), key -> new HashSet<>())
              .add(increment.value())) {
        violations.add("two increments with one sum: " + describe(increment));
      }
    }
    if (!serverKept) {
      return; // it begins anew with nothing
    }
    counts.forEach(
        (key, count) -> {
          long sum = sums.getOrDefault(key, 0L);
          if (sum < count[0] || (killed.isEmpty() && sum > count[0] + count[1])) {
            violations.add(
                key
                    + " is "
                    + sum
                    + " after "
                    + count[0]
                    + " increments and "
                    + count[1]
                    + " that failed");
          }
        });
  }

  /** What is put once and for all is there, if it was put after what is cleared was. */
  void checkKept(Set<String> there) {
    if (!killed.isEmpty()) {
      return; // who may have cleared
    }
    long lastClear = all(Kind.CLEAR).stream().mapToLong(Event::end).max().orElse(0);
    for (Event put : all(Kind.PUT)) {
      if (put.key().startsWith(Values.ONCE)
          && put.done()
          && put.begin() > lastClear
          && !there.contains(put.key())) {
        violations.add("lost, though put after the last clear: " + describe(put));
      }
    }
  }

  /** What is kept of the system of record is what that has, but where nobody knows. */
  void checkKept(Map<String, Long> kept, Map<String, Long> records) {
    Set<String> unknown = new HashSet<>();
    all(Kind.RECORD).stream()
        .filter(event -> !event.done())
        .forEach(event -> unknown.add(event.key()));
    kept.forEach(
        (key, version) -> {
          boolean mayDiffer = unknown.contains(key) || !killed.isEmpty();
          if (!mayDiffer && !version.equals(records.get(key))) {
            violations.add(
                key + " is kept as of version " + version + ", and is at " + records.get(key));
          }
        });
  }

  private static String describe(Event event) {
    return event.toString();
  }

  /** Returns the changes of the key around a read. */
  private String around(Event read) {
    StringBuilder text = new StringBuilder();
    events.stream()
        .filter(
            event ->
                event.changes(read.key())
                    || (event.kind() == Kind.RECORD && event.key().equals(read.key())))
        .filter(event -> Math.abs(event.begin() - read.begin()) < 3 * bound)
        .sorted(Comparator.comparingLong(Event::begin))
        .forEach(event -> text.append("\n    ").append(describe(event)));
    return text.toString();
  }
}
