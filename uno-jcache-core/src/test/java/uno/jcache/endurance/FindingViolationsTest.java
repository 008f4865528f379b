/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import uno.jcache.endurance.Event.Kind;
import uno.jcache.endurance.History.Pause;

/** What is compared would be found if it were wrong. */
class FindingViolationsTest {
  private static final long BOUND = 100;
  private static final long ONE = Values.of(0, 1);
  private static final long TWO = Values.of(1, 2);

  private static Event event(int node, Kind kind, String key, long value, long begin, long end) {
    return new Event(node, kind, key, value, begin, end, true);
  }

  private static Event failed(int node, Kind kind, String key, long value, long begin, long end) {
    return new Event(node, kind, key, value, begin, end, false);
  }

  private static Event put(long value, long begin, long end) {
    return event(Values.node(value), Kind.PUT, "r", value, begin, end);
  }

  private static Event read(long value, long begin) {
    return event(2, Kind.READ, "r", value, begin, begin + 1);
  }

  private static History history(Event... events) {
    return new History(List.of(events), Set.of(), List.of(), BOUND);
  }

  private static List<String> reads(Event... events) {
    History history = history(events);
    history.checkReads();
    return history.violations();
  }

  @Test
  void aReadOfWhatWasReplacedLongAgoIsStale() {
    Event[] puts = {put(ONE, 0, 10), put(TWO, 20, 30)};
    assertThat(reads(puts[0], puts[1], read(ONE, 131)))
        .singleElement()
        .asString()
        .contains("stale");
    assertThat(reads(puts[0], puts[1], read(ONE, 130))).isEmpty();
    assertThat(reads(puts[0], puts[1], read(TWO, 1_000))).isEmpty();
    assertThat(reads(puts[0], puts[1], read(0, 1_000))).isEmpty();
  }

  @Test
  void withoutANearCacheNoReadIsStale() {
    Event far = event(2, Kind.READ_FAR, "r", ONE, 31, 32);
    assertThat(reads(put(ONE, 0, 10), put(TWO, 20, 30), far)).hasSize(1);
    assertThat(reads(failed(0, Kind.PUT, "r", ONE, 0, 10), put(TWO, 20, 30), far)).hasSize(1);
    assertThat(reads(put(ONE, 0, 10), put(TWO, 20, 31), far)).isEmpty();
  }

  @Test
  void soIsOneOfWhatWasRemovedInvalidatedOrCleared() {
    for (Event end :
        List.of(
            event(1, Kind.REMOVE, "r", 0, 20, 30),
            event(1, Kind.INVALIDATE, "", 0, 20, 30),
            event(1, Kind.CLEAR, "", 0, 20, 30))) {
      assertThat(reads(put(ONE, 0, 10), end, read(ONE, 131))).hasSize(1);
    }
    assertThat(reads(put(ONE, 0, 10), event(1, Kind.INVALIDATE, "x", 0, 20, 30), read(ONE, 131)))
        .isEmpty();
  }

  @Test
  void whatWasGoingOnAtTheSameTimeMayHaveComeBefore() {
    assertThat(reads(put(ONE, 0, 25), put(TWO, 20, 30), read(ONE, 1_000))).isEmpty();
  }

  @Test
  void whatFailedMayHaveComeBeforeThatOrNever() {
    Event late = failed(0, Kind.PUT, "r", ONE, 0, 10);
    assertThat(reads(late, read(ONE, 1_000))).isEmpty();
    assertThat(reads(late, put(TWO, 5, 30), read(ONE, 1_000))).isEmpty();
    assertThat(reads(late, put(TWO, 20, 30), read(ONE, 1_000))).hasSize(1);
    Event never = failed(1, Kind.PUT, "r", TWO, 20, 30);
    assertThat(reads(put(ONE, 0, 10), never, read(ONE, 1_000))).isEmpty();
  }

  @Test
  void anAcknowledgedChangeThatWasUndoneByAnOlderOneIsFound() {
    Event late = failed(0, Kind.PUT, "r", ONE, 0, 10);
    for (Event newer :
        List.of(
            put(TWO, 20, 30),
            event(1, Kind.REMOVE, "r", 0, 20, 30),
            event(1, Kind.CLEAR, "", 0, 20, 30))) {
      History history = history(late, newer);
      assertThat(history.isUndone(Map.of("r", ONE))).isTrue();
      history.checkNotUndone(Map.of("r", ONE), false);
      assertThat(history.violations()).hasSize(1);
    }
    History history =
        history(put(ONE, 0, 10), put(TWO, 9, 30), failed(1, Kind.REMOVE, "r", 0, 40, 50));
    history.checkNotUndone(Map.of("r", TWO, "other", ONE), false);
    assertThat(history.violations()).isEmpty();
  }

  @Test
  void aProcessThatStoodStillIsExcusedForAMoment() {
    History history =
        new History(
            List.of(put(ONE, 0, 10), put(TWO, 20, 30), read(ONE, 500), read(ONE, 700)),
            Set.of(),
            List.of(new Pause(2, 400, 600), new Pause(1, 0, 1_000)),
            BOUND);
    history.checkReads();
    assertThat(history.violations()).hasSize(1);
  }

  @Test
  void whatNobodyPutIsFound() {
    assertThat(reads(read(ONE, 10))).singleElement().asString().contains("nobody put");
    Event elsewhere = event(0, Kind.PUT, "other", ONE, 0, 1);
    assertThat(reads(elsewhere, read(ONE, 10))).singleElement().asString().contains("another key");
    History history = new History(List.of(read(ONE, 10)), Set.of(0), List.of(), BOUND);
    history.checkReads();
    assertThat(history.violations()).as("by a process that was killed").isEmpty();
  }

  @Test
  void incrementsThatAreLostOrMadeTwiceAreFound() {
    Event one = event(0, Kind.INCREMENT, "c", 1, 0, 10);
    Event two = event(1, Kind.INCREMENT, "c", 2, 20, 30);
    Event unknown = failed(1, Kind.INCREMENT, "c", 0, 40, 50);
    assertThat(increments(2, one, two)).isEmpty();
    assertThat(increments(2, one, two, unknown)).isEmpty();
    assertThat(increments(3, one, two, unknown)).isEmpty();
    assertThat(increments(4, one, two, unknown)).as("twice").hasSize(1);
    assertThat(increments(1, one, two)).as("lost").hasSize(1);
    assertThat(increments(2, one, event(1, Kind.INCREMENT, "c", 1, 5, 15))).hasSize(1);
  }

  private static List<String> increments(long sum, Event... events) {
    History history = history(events);
    history.checkIncrements(Map.of("c", sum), true);
    return history.violations();
  }

  @Test
  void whatIsLostAfterAClearIsFound() {
    String key = Values.ONCE + "0:0:1";
    Event clear = event(1, Kind.CLEAR, "", 0, 0, 10);
    assertThat(kept(clear, event(0, Kind.PUT, key, ONE, 11, 12))).hasSize(1);
    assertThat(kept(clear, event(0, Kind.PUT, key, ONE, 9, 12))).isEmpty();
    assertThat(kept(clear, failed(0, Kind.PUT, key, ONE, 11, 12))).isEmpty();
    assertThat(kept(failed(1, Kind.CLEAR, "", 0, 0, 10), event(0, Kind.PUT, key, ONE, 11, 12)))
        .as("what failed is not done later")
        .hasSize(1);
  }

  private static List<String> kept(Event... events) {
    History history = history(events);
    history.checkKept(Set.of());
    return history.violations();
  }

  @Test
  void whatIsLoadedAndStaleIsFound() {
    Event changed = event(0, Kind.RECORD, "d", 2, 0, 10);
    Event early = event(1, Kind.LOAD, "d", 1, 110, 111);
    Event late = event(1, Kind.LOAD, "d", 1, 111, 112);
    History history = history(changed, early, late);
    history.checkLoads();
    assertThat(history.violations()).hasSize(1);
    assertThat(history.ages()).containsExactly(100L, 101L);
    history.checkKept(Map.of("d", 2L), Map.of("d", 2L));
    assertThat(history.violations()).hasSize(1);
    history.checkKept(Map.of("d", 1L), Map.of("d", 2L));
    assertThat(history.violations()).hasSize(2);
  }
}
